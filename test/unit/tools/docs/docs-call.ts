import { afterAll, beforeAll, beforeEach } from "vitest";
import { z } from "zod";
import { ToolError } from "../../../../src/errors.ts";
import { docsTools } from "../../../../src/tools/docs/tools.ts";
import { driveTools } from "../../../../src/tools/drive/tools.ts";
import type { ToolResult } from "../../../../src/tools/tool.ts";
import type { StoredDocument } from "../../../emulator/docs/model.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

const tools = [...docsTools, ...driveTools];
let people = 0;

/** What the tests of a file share: one emulator, and an account for each test. */
export function docsHarness() {
  let emulator: Emulator | undefined;
  let email = "";
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator?.close());
  beforeEach(() => {
    people += 1;
    email = `writer${people}@example.com`;
    running().faults.clear();
    running().world.addAccount({ email });
  });
  const running = (): Emulator => {
    if (!emulator) throw new Error("the emulator runs within tests");
    return emulator;
  };

  const call = (name: string, input: Record<string, unknown>, options: ToolCallOptions = {}): Promise<ToolResult> => {
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return runTool(running(), tool, input, { email, ...options });
  };
  /** Makes a document and gives its id. */
  const create = async (markdown?: string, title = "Notes"): Promise<string> => {
    const { data } = await call("docs_create", { title, ...(markdown !== undefined && { markdown }) });
    return z.object({ id: z.string() }).parse(data).id;
  };
  /** The Markdown that `docs_read` gives, without its head. */
  const read = async (document_id: string, more: Record<string, unknown> = {}): Promise<string> => {
    const { text } = await call("docs_read", { document_id, ...more });
    return text.slice(text.indexOf("\n\n") + 2);
  };
  return {
    emulator: running,
    email: () => email,
    call,
    create,
    read,
    stored: (id: string): StoredDocument => running().docs.document(email, id),
    /** Bodies of the batches that were sent since a count of requests. */
    batches: (since: number) =>
      running()
        .requests.slice(since)
        .filter(({ methodId }) => methodId === "docs.documents.batchUpdate")
        .map(({ body }) => batchSchema.parse(JSON.parse(body.toString()))),
  };
}

const batchSchema = z.object({
  requests: z.array(z.record(z.string(), z.unknown())),
  writeControl: z.object({ requiredRevisionId: z.string() }).optional(),
});

export async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}
