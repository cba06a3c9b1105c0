import { execFile, execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether openssl is there to make certificates with. */
export const OPENSSL = isThere("openssl");

function isThere(program: string): boolean {
  try {
    execFileSync(program, ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A certificate with its key, as PEM. */
export interface Certified {
  cert: string;
  key: string;
}

/** An authority of the tests' own. */
export interface Authority extends Certified {
  /** File of its certificate, for NODE_EXTRA_CA_CERTS. */
  file: string;
  issue(name: string, options?: { expired?: boolean }): Promise<Certified>;
}

/** Makes an authority in a folder. */
export async function makeAuthority(folder: string, name: string): Promise<Authority> {
  const file = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}.key`);
  await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    keyFile,
    "-out",
    file,
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
  ]);
  let serial = 1;
  const issue = async (host: string, { expired = false } = {}): Promise<Certified> => {
    serial += 1;
    const base = join(folder, `${name}-${serial}`);
    const names = /^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`;
    await writeFile(`${base}.cnf`, configuration(folder, `${name}-${serial}`, names));
    await writeFile(join(folder, `${name}-${serial}.db`), "");
    await writeFile(join(folder, `${name}-${serial}.serial`), `0${serial}\n`);
    await run("openssl", [
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      `${base}.key`,
      "-out",
      `${base}.csr`,
      "-subj",
      `/CN=${host}`,
    ]);
    const [start, end] = expired ? ["20200101000000Z", "20200102000000Z"] : ["20200101000000Z", "20991231000000Z"];
    await run("openssl", [
      "ca",
      "-batch",
      "-notext",
      "-config",
      `${base}.cnf`,
      "-cert",
      file,
      "-keyfile",
      keyFile,
      "-in",
      `${base}.csr`,
      "-out",
      `${base}.pem`,
      "-startdate",
      start,
      "-enddate",
      end,
      "-extensions",
      "leaf",
    ]);
    return { cert: await readFile(`${base}.pem`, "utf8"), key: await readFile(`${base}.key`, "utf8") };
  };
  return { cert: await readFile(file, "utf8"), key: await readFile(keyFile, "utf8"), file, issue };
}

function configuration(folder: string, base: string, names: string): string {
  return `[ca]
default_ca = own
[own]
database = ${join(folder, `${base}.db`)}
serial = ${join(folder, `${base}.serial`)}
new_certs_dir = ${folder}
default_md = sha256
policy = any
[any]
commonName = supplied
[leaf]
subjectAltName = ${names}
`;
}
