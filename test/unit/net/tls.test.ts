import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { googleRoots } from "../../../src/net/google-roots.ts";
import { describeNetworkFault } from "../../../src/net/network-fault.ts";
import { isDirect } from "../../../src/net/proxy.ts";
import { createTransport, type Transport } from "../../../src/net/transport.ts";
import { type Authority, type Certified, makeAuthority, OPENSSL } from "../../support/certificates.ts";
import { requires } from "../../support/requires.ts";

describe("the authorities that are trusted for Google", () => {
  it("are Google's own and the others that it lists, and not all that Node brings", () => {
    const roots = googleRoots();
    expect(roots.length).toBeGreaterThan(10);
    expect(roots.length).toBeLessThan(rootCertificates.length / 2);
    for (const root of roots) expect(rootCertificates).toContain(root);
  });
});

describe("NO_PROXY", () => {
  it.each([
    ["gmail.googleapis.com", ["googleapis.com"], true],
    ["gmail.googleapis.com", [".googleapis.com"], true],
    ["gmail.googleapis.com", ["*.googleapis.com"], true],
    ["gmail.googleapis.com", ["googleapis.com:443"], true],
    ["gmail.googleapis.com", ["*"], true],
    ["notgoogleapis.com", ["googleapis.com"], false],
    ["gmail.googleapis.com", ["example.com", ""], false],
    ["gmail.googleapis.com", [], false],
  ])("%s under %j: direct is %s", (host, list, direct) => {
    expect(isDirect(host, list)).toBe(direct);
  });
});

describe("where an access token may go", () => {
  it.each([
    "http://gmail.googleapis.com/x",
    "https://evil.example.net/x",
    "https://googleapis.com.evil.example.net/x",
    "https://notgoogleapis.com/x",
  ])("not to %s", (url) => {
    expect(() => createTransport(undefined).apiAddress(url)).toThrow("not one of Google's APIs");
  });

  it("to Google's APIs, or with its path kept to the emulator", () => {
    const url = "https://gmail.googleapis.com/gmail/v1/users/me/messages?q=x";
    expect(createTransport(undefined).apiAddress(url)).toBe(url);
    expect(createTransport("http://127.0.0.1:4000").apiAddress(url)).toBe(
      "http://127.0.0.1:4000/gmail/v1/users/me/messages?q=x",
    );
  });
});

async function textOf(transport: Transport, url: string, expected: number): Promise<string> {
  const { signal } = new AbortController();
  const answer = await transport.content({ method: "GET", url, headers: new Headers(), signal, expected });
  let text = "";
  await answer.body.deliver((piece) => {
    text += Buffer.from(piece).toString();
    return undefined;
  });
  return text;
}

requires("openssl", OPENSSL)("TLS, against servers of the tests' own", () => {
  let folder: string;
  let trusted: Authority;
  let other: Authority;
  let localhost: Certified;
  let server: Server | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tls-"));
    [trusted, other] = await Promise.all([makeAuthority(folder, "trusted"), makeAuthority(folder, "other")]);
    localhost = await trusted.issue("localhost");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Starts a server on loopback and gives its address under the name localhost. */
  async function serve(options: ServerOptions): Promise<string> {
    const started = createServer(options, (_request, response) => response.end("hello"));
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    const address = started.address();
    if (address === null || typeof address === "string") throw new Error("a listening server has an address");
    return `https://localhost:${address.port}/`;
  }

  const fault = async (promise: Promise<unknown>) =>
    describeNetworkFault(await promise.catch((error: unknown) => error));

  /** The ways by which a request leaves. */
  describe.each<[string, (transport: Transport, url: string) => Promise<string>]>([
    ["the HTTP client", async ({ http }, url) => (await http.request<string>({ url, responseType: "text" })).data],
    ["content over a warm connection", (transport, url) => textOf(transport, url, 0)],
    ["content over a connection of its own", (transport, url) => textOf(transport, url, 1e9)],
  ])("by %s", (_way, ask) => {
    const get = async (url: string, roots = [trusted.cert]) => {
      const transport = createTransport(undefined, { roots });
      try {
        return await ask(transport, url);
      } finally {
        transport.close();
      }
    };

    it("takes a certificate of a trusted authority", async () => {
      expect(await get(await serve(localhost))).toBe("hello");
    });

    it("refuses another authority, and one that only the system would trust", async () => {
      const url = await serve(await other.issue("localhost"));
      expect(await fault(get(url))).toMatchObject({
        message: expect.stringContaining("authority that is not trusted"),
      });
      expect(await fault(get(url, [...googleRoots()]))).toMatchObject({
        fix: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
      });
    });

    it("refuses another name", async () => {
      const url = await serve(await trusted.issue("elsewhere.example.com"));
      expect((await fault(get(url))).message).toContain("another name");
    });

    it("refuses a certificate that has expired", async () => {
      const url = await serve(await trusted.issue("localhost", { expired: true }));
      expect((await fault(get(url))).message).toContain("expired");
    });

    it("refuses TLS 1.1", async () => {
      const url = await serve({
        ...localhost,
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
        ciphers: "DEFAULT@SECLEVEL=0",
      });
      expect((await fault(get(url))).message).toContain("TLS 1.2");
    });
  });

  /**
   * Runs the transport in a process of its own, because Node reads these settings only at its start.
   * @returns what it got by each way, once when all got the same
   */
  async function getElsewhere(
    url: string,
    environment: Record<string, string>,
  ): Promise<{ answer: string; warnings: string }> {
    const child = join(folder, "get.mjs");
    await build({
      stdin: {
        contents: `
          import { loadConfig } from "./src/config/config.ts";
          import { createTransport, type Transport } from "./src/net/transport.ts";
          import { describeNetworkFault } from "./src/net/network-fault.ts";
          const transport = createTransport(undefined, { network: loadConfig(process.env).network, warn: (line) => console.error(line) });
          const url = process.argv[2];
          const { signal } = new AbortController();
          const ways = [async () => (await transport.http.request({ url, responseType: "text" })).data];
          for (const expected of [0, 1e9]) ways.push(async () => {
            let text = "";
            const answer = await transport.content({ method: "GET", url, headers: new Headers(), signal, expected });
            await answer.body.deliver((piece) => void (text += Buffer.from(piece).toString()));
            return text;
          });
          const answers = new Set();
          for (const way of ways) answers.add(await way().catch((error) => describeNetworkFault(error).message));
          console.log([...answers].join("|"));
          transport.close();`,
        resolveDir: process.cwd(),
        loader: "ts",
      },
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      outfile: child,
      banner: {
        js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
      },
      logLevel: "error",
    });
    const running = spawn(process.execPath, [child, url], { env: { PATH: process.env.PATH ?? "", ...environment } });
    const printed = { answer: "", warnings: "" };
    running.stdout.on("data", (chunk) => {
      printed.answer += chunk;
    });
    running.stderr.on("data", (chunk) => {
      printed.warnings += chunk;
    });
    await new Promise((resolve) => running.once("close", resolve));
    return { answer: printed.answer.trim(), warnings: printed.warnings };
  }

  it("trusts the network's own authority when NODE_EXTRA_CA_CERTS names it, and says so", async () => {
    const url = await serve(localhost);
    expect((await getElsewhere(url, {})).answer).toContain("not trusted");
    const { answer, warnings } = await getElsewhere(url, { NODE_EXTRA_CA_CERTS: trusted.file });
    expect(answer).toBe("hello");
    expect(warnings).toContain("NODE_EXTRA_CA_CERTS is set");
  });

  it("checks certificates whatever NODE_TLS_REJECT_UNAUTHORIZED says, and says so", async () => {
    const url = await serve(await other.issue("localhost"));
    const { answer, warnings } = await getElsewhere(url, { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(answer).toContain("not trusted");
    expect(warnings).toContain("NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed");
  });

  it("goes through HTTPS_PROXY by CONNECT but for NO_PROXY, and checks the certificate at its end", async () => {
    const connected: string[] = [];
    const proxy = createHttpServer();
    proxy.on("connect", (request, client, head) => {
      connected.push(request.url ?? "");
      const [, port] = (request.url ?? "").split(":");
      const upstream = connect(Number(port), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on("error", () => client.destroy());
      client.on("error", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = proxy.address();
    const HTTPS_PROXY = `http://ada:secret-of-the-proxy@127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const url = await serve(localhost);
    const through = await getElsewhere(url, { HTTPS_PROXY, NODE_EXTRA_CA_CERTS: trusted.file });
    expect(through.answer).toBe("hello");
    expect(new Set(connected)).toEqual(new Set([new URL(url).host]));
    const before = connected.length;
    expect(`${through.answer}${through.warnings}`).not.toContain("secret-of-the-proxy");
    expect(
      (await getElsewhere(url, { HTTPS_PROXY, NO_PROXY: "localhost", NODE_EXTRA_CA_CERTS: trusted.file })).answer,
    ).toBe("hello");
    expect(connected).toHaveLength(before);
    const unchecked = await getElsewhere(url, { HTTPS_PROXY, NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(unchecked.answer).toContain("not trusted");
    expect(unchecked.warnings).toContain("HTTPS_PROXY is set");
    proxy.close();
    proxy.closeAllConnections();
  });
});
