import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { addLabel } from "../../emulator/gmail/state.ts";
import { fetchAs, jsonBody, undescribedFields } from "./core-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const errorSchema = z.object({
  error: z.object({ message: z.string(), errors: z.array(z.object({ reason: z.string() })) }),
});

const SCOPES = ["gmail.settings.basic", "https://mail.google.com/"];
const gmail = (path: string, init?: RequestInit) => fetchAs(emulator, SCOPES, `/gmail/v1/users/me${path}`, init);

/** Status, reason and message of a refusal. */
async function refusal(path: string, init?: RequestInit) {
  const answer = await gmail(path, init);
  const { error } = errorSchema.parse(await answer.json());
  return [answer.status, error.errors[0]?.reason, error.message];
}

const post = (body: unknown) => jsonBody("POST", body);

describe("labels", () => {
  it("have names of their own in any case, and colours of the palette only", async () => {
    addLabel(emulator.gmail.state("ada@example.com"), "Taken");
    expect(await refusal("/labels", post({ name: "TAKEN" }))).toEqual([
      409,
      "aborted",
      "Label name exists or conflicts",
    ]);
    expect(await refusal("/labels", post({ name: "Inbox" }))).toEqual([400, "invalidArgument", "Invalid label name"]);
    expect(await refusal("/labels", post({ name: "a//b" }))).toEqual([400, "invalidArgument", "Invalid label name"]);
    const red = { backgroundColor: "#ff0000", textColor: "#ffffff" };
    expect((await refusal("/labels", post({ name: "Red", color: red })))[2]).toContain(
      "not on the allowed color palette",
    );
    const half = { backgroundColor: "#fb4c2f" };
    expect((await refusal("/labels", post({ name: "Red", color: half })))[0]).toBe(400);
    expect((await refusal("/labels/INBOX", { method: "DELETE" })).slice(0, 2)).toEqual([400, "invalidArgument"]);
  });
});

describe("filters", () => {
  const action = { removeLabelIds: ["INBOX"] };

  it.each([
    [{ action }, "Empty filter criteria"],
    [{ criteria: { from: "x" } }, "Empty filter action"],
    [{ criteria: { from: "x" }, action: { addLabelIds: ["SENT"] } }, "Invalid label in AddLabelIds"],
    [{ criteria: { from: "x" }, action: { forward: "a@example.com" } }, "Unrecognized forwarding address"],
  ])("refuse %j", async (body, message) => {
    expect((await refusal("/settings/filters", post(body)))[2]).toBe(message);
  });

  it("are kept once, and forwarding fails as a precondition", async () => {
    const filter = { criteria: { from: "alan@example.net" }, action };
    expect((await gmail("/settings/filters", post(filter))).status).toBe(200);
    expect(await refusal("/settings/filters", post(filter))).toEqual([
      400,
      "failedPrecondition",
      "Filter already exists",
    ]);
    expect((await refusal("/settings/filters/x", { method: "DELETE" }))[0]).toBe(404);
  });
});

it("has no history from before it was kept, nor without a start", async () => {
  expect((await refusal("/history?startHistoryId=1"))[0]).toBe(404);
  expect((await refusal("/history"))[0]).toBe(400);
});

it("answers with fields that Google's description has, where the descriptions are at hand", async () => {
  for (const [path, init, schema] of [
    ["/labels", post({ name: "Made", color: { backgroundColor: "#fb4c2f", textColor: "#ffffff" } }), "Label"],
    ["/settings/filters", post({ criteria: { to: "x" }, action: { addLabelIds: ["STARRED"] } }), "Filter"],
    ["/settings/filters", undefined, "ListFiltersResponse"],
    ["/settings/vacation", jsonBody("PUT", { enableAutoReply: true, responseSubject: "x" }), "VacationSettings"],
    ["/settings/sendAs/ada@example.com", jsonBody("PATCH", { signature: "x" }), "SendAs"],
    ["/history?startHistoryId=1000", undefined, "ListHistoryResponse"],
  ] as const) {
    const answer = await gmail(path, init);
    expect([path, answer.status]).toEqual([path, 200]);
    expect(undescribedFields("gmail-v1", schema, await answer.json()) ?? []).toEqual([]);
  }
});
