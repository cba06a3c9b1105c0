import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { ToolError } from "../../../../src/errors.ts";
import { driveTools } from "../../../../src/tools/drive/tools.ts";
import type { ToolResult } from "../../../../src/tools/tool.ts";
import { addFile, type DriveState, type StoredFile } from "../../../emulator/drive/state.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { audienceOf, runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

/** What a test of Drive tools works with: each test has an account with a drive of its own. */
export interface DriveTest {
  readonly emulator: Emulator;
  readonly email: string;
  readonly state: DriveState;
  /** The exchange folder. */
  readonly folder: string;
  call(name: string, input?: Record<string, unknown>, options?: ToolCallOptions): Promise<ToolResult>;
  audience(name: string, input: Record<string, unknown>): Promise<{ recipients: readonly string[]; content: string }>;
  /** A file of the account that this client made. */
  file(values?: Partial<StoredFile>): StoredFile;
  /** A file of the seed by its name. */
  seeded(name: string): StoredFile;
  /** Discovery ids of the requests that `work` sends, in their order. */
  sent(work: () => Promise<unknown>): Promise<(string | undefined)[]>;
  saved(result: ToolResult): Promise<{ path: string; content: Buffer }>;
}

/** Sets up an emulator for a test file, an account for each test, and retries that do not wait. */
export function driveTest(): DriveTest {
  let emulator: Emulator;
  let folder = "";
  let email = "";
  let people = 0;
  beforeAll(async () => {
    emulator = await startEmulator();
    folder = await mkdtemp(join(tmpdir(), "google-mcp-drive-"));
  });
  afterAll(async () => {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    people += 1;
    email = `owner${people}@example.com`;
    emulator.world.addAccount({ email, name: `Owner ${people}`, hostedDomain: "example.com" });
    emulator.faults.clear();
    vi.spyOn(Math, "random").mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return {
    get emulator() {
      return emulator;
    },
    get email() {
      return email;
    },
    get state() {
      return emulator.drive.state(email);
    },
    get folder() {
      return folder;
    },
    call: (name, input = {}, options = {}) =>
      runTool(emulator, tool(name), input, { email, exchange: folder, ...options }),
    audience: (name, input) => audienceOf(emulator, tool(name), input, { email }),
    file: (values = {}) =>
      addFile(emulator.drive.state(email), {
        name: "made here.txt",
        mimeType: "text/plain",
        content: Buffer.from("made here\n"),
        modifiedTime: emulator.world.now(),
        madeBy: emulator.world.defaultClient.clientId,
        ...values,
      }),
    seeded(name) {
      const found = emulator.drive.state(email).files.find((one) => one.name === name);
      if (!found) throw new Error(`the seed has no ${name}`);
      return found;
    },
    async sent(work) {
      const before = emulator.requests.length;
      await work();
      return emulator.requests.slice(before).map(({ methodId }) => methodId);
    },
    async saved({ data }) {
      const path = String(data?.path);
      return { path, content: await readFile(path) };
    },
  };
}

function tool(name: string) {
  const found = driveTools.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

/** The refusal that a call ends with. */
export async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}
