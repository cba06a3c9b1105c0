import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Runs a program and gives what it prints; injectable so that the calls can be tested off Windows. */
export type RunProgram = (program: string, parameters: readonly string[]) => Promise<string>;

/** Milliseconds that `whoami` or `icacls` may take. */
const COMMAND_TIMEOUT_MS = 10_000;

const runProgram: RunProgram = async (program, parameters) => {
  const path = join(process.env.SystemRoot ?? "C:\\Windows", "System32", program);
  const { stdout } = await promisify(execFile)(path, [...parameters], {
    timeout: COMMAND_TIMEOUT_MS,
    windowsHide: true,
  });
  return stdout;
};

/**
 * Makes the access control list of a folder the user's alone: nothing is inherited from above, and what lies in it
 * inherits full access for this user only (SECURITY-SPEC 2.4). The user is named by SID, which is the same in every
 * language of Windows.
 * @throws Error when the user's SID is not found or `icacls` fails
 */
export async function restrictFolderToUser(folder: string, run: RunProgram = runProgram): Promise<void> {
  const sid = /S-1-[0-9-]+/.exec(await run("whoami.exe", ["/user", "/fo", "csv", "/nh"]))?.[0];
  if (sid === undefined) throw new Error("the user's SID was not found");
  await run("icacls.exe", [folder, "/inheritance:r", "/grant:r", `*${sid}:(OI)(CI)F`, "/q"]);
}
