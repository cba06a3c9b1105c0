import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ToolError } from "../errors.ts";
import { hasCode } from "./file-errors.ts";
import { readWhole } from "./read-whole.ts";
import { createWhole } from "./whole-file.ts";

/** What binds keys to this machine, and where it came from. */
export interface MachineIdentity {
  readonly id: string;
  /** `system`: the operating system's own identifier. `file`: a random one kept beside the store, which a copy of the folder takes along. */
  readonly source: "system" | "file";
}

/** Reads the operating system's identifier of this machine, or undefined where it has none. */
export type ReadSystemId = () => Promise<string | undefined>;

/** Milliseconds that `ioreg` or `reg` may take. */
const COMMAND_TIMEOUT_MS = 5000;

/** Name of the file that holds the random identifier of a machine without one. */
const FALLBACK_FILE = "machine-id";

/**
 * The identifier that the operating system gives this machine: machine-id(5) on Linux, IOPlatformUUID on macOS,
 * MachineGuid on Windows.
 */
export const readSystemId: ReadSystemId = async () => {
  if (process.platform === "darwin")
    return parseIoreg(await output("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"]));
  if (process.platform === "win32") {
    const reg = join(process.env.SystemRoot ?? "C:\\Windows", "System32", "reg.exe");
    return parseReg(
      await output(reg, ["query", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid", "/reg:64"]),
    );
  }
  return readMachineIdFile(["/etc/machine-id", "/var/lib/dbus/machine-id"]);
};

/**
 * This machine's identity: the system's identifier, or a random one that is made once and kept in the data folder with
 * mode 0600 (SECURITY-SPEC 2.2).
 * @throws ToolError `storage_unreadable` when the system does not tell it this time
 */
export async function machineIdentity(
  dataFolder: string,
  readId: ReadSystemId = readSystemId,
): Promise<MachineIdentity> {
  const id = await readId();
  if (id !== undefined) return { id, source: "system" };
  const path = join(dataFolder, FALLBACK_FILE);
  const kept = parseFallback(await readWhole(path));
  if (kept !== undefined) return { id: kept, source: "file" };
  await createWhole(path, Buffer.from(`${randomBytes(32).toString("hex")}\n`));
  const made = parseFallback(await readWhole(path));
  if (made === undefined) throw unidentified(new Error(`${FALLBACK_FILE} cannot be read`));
  return { id: made, source: "file" };
}

/** The first of the files that holds an identifier; `uninitialized` (machine-id(5)) and an empty file hold none. */
export async function readMachineIdFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch((error) => {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return "";
      throw unidentified(error);
    });
    const id = text.trim().toLowerCase();
    if (/^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id)) return id;
  }
  return undefined;
}

/** IOPlatformUUID out of what `ioreg` prints. */
export function parseIoreg(text: string): string | undefined {
  return /"IOPlatformUUID"\s*=\s*"([0-9A-Fa-f-]{36})"/.exec(text)?.[1]?.toLowerCase();
}

/** MachineGuid out of what `reg query` prints. */
export function parseReg(text: string): string | undefined {
  return /MachineGuid\s+REG_SZ\s+([0-9A-Fa-f-]{36})/.exec(text)?.[1]?.toLowerCase();
}

function parseFallback(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const id = bytes.toString("latin1").trim();
  return /^[0-9a-f]{64}$/.test(id) ? id : undefined;
}

/** A failure is no sign that there is no identifier: going on with another one would lock every stored sign-in out. */
async function output(command: string, parameters: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, parameters, { timeout: COMMAND_TIMEOUT_MS, windowsHide: true })).stdout;
  } catch (cause) {
    throw unidentified(cause);
  }
}

function unidentified(cause: unknown): ToolError {
  return new ToolError(
    "storage_unreadable",
    "This machine's identifier, which the key of the stored sign-ins is made of, could not be read",
    "Try again; nothing was changed.",
    { cause },
  );
}
