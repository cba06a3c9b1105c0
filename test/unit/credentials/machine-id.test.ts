import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { machineIdentity, parseIoreg, parseReg, readMachineIdFile } from "../../../src/credentials/machine-id.ts";
import { restrictFolderToUser } from "../../../src/credentials/windows-acl.ts";
import { temporaryFolder } from "../../support/credentials-samples.ts";

test("Linux: the first file that holds an identifier counts", async () => {
  const folder = await temporaryFolder();
  const [empty, other, good] = ["empty", "other", "good"].map((name) => join(folder, name));
  if (!empty || !other || !good) throw new Error("unreachable");
  await writeFile(empty, "\n");
  await writeFile(other, "uninitialized\n");
  await writeFile(good, "0123456789ABCDEF0123456789abcdef\n");
  expect(await readMachineIdFile([join(folder, "none"), empty, other, good])).toBe("0123456789abcdef0123456789abcdef");
  expect(await readMachineIdFile([empty, other])).toBeUndefined();
});

test("a file that cannot be read just now is an error, not another machine", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "machine-id"));
  await expect(readMachineIdFile([join(folder, "machine-id")])).rejects.toMatchObject({ code: "storage_unreadable" });
});

test("macOS: IOPlatformUUID out of ioreg", () => {
  const printed =
    '  |   "IOPlatformUUID" = "5A2F7F4E-0C31-5D5C-9F50-6B1A5D1E0F77"\n  | "IOPlatformSerialNumber" = "X"\n';
  expect(parseIoreg(printed)).toBe("5a2f7f4e-0c31-5d5c-9f50-6b1a5d1e0f77");
  expect(parseIoreg("nothing here")).toBeUndefined();
});

test("Windows: MachineGuid out of reg", () => {
  const printed =
    "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    5a2f7f4e-0c31-4d5c-9f50-6b1a5d1e0f77\r\n";
  expect(parseReg(printed)).toBe("5a2f7f4e-0c31-4d5c-9f50-6b1a5d1e0f77");
  expect(parseReg("ERROR: The system was unable to find the specified registry key")).toBeUndefined();
});

test("without an identifier of the system: a random one, made once, readable by the user alone", async () => {
  const folder = await temporaryFolder();
  const none = async () => undefined;
  const made = await Promise.all([...Array(5)].map(() => machineIdentity(folder, none)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(made[0]).toMatchObject({ source: "file", id: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect((await stat(join(folder, "machine-id"))).mode & 0o777).toBe(0o600);
  expect((await readFile(join(folder, "machine-id"), "utf8")).trim()).toBe(made[0]?.id);
  expect(await machineIdentity(folder, async () => "the-system's")).toEqual({ id: "the-system's", source: "system" });
});

test("a damaged random identifier is an error and is not replaced", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "machine-id"), "half", { mode: 0o600 });
  await expect(machineIdentity(folder, async () => undefined)).rejects.toMatchObject({ code: "storage_unreadable" });
  expect(await readFile(join(folder, "machine-id"), "utf8")).toBe("half");
});

test("Windows: the folder's list is cut off from above and names the user by SID", async () => {
  const calls: string[][] = [];
  await restrictFolderToUser("C:\\data", async (program, parameters) => {
    calls.push([program, ...parameters]);
    return program === "whoami.exe" ? '"pc\\ada","S-1-5-21-1-2-3-1001"\r\n' : "";
  });
  expect(calls[1]).toEqual([
    "icacls.exe",
    "C:\\data",
    "/inheritance:r",
    "/grant:r",
    "*S-1-5-21-1-2-3-1001:(OI)(CI)F",
    "/q",
  ]);
  await expect(restrictFolderToUser("C:\\data", async () => "")).rejects.toThrow("SID");
});
