import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { ToolError } from "../../../../src/errors.ts";
import { meetTools } from "../../../../src/tools/meet/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import type { StoredConference } from "../../../emulator/meet/state.ts";
import { itByDescription } from "../../../support/requires.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const READ_ONLY = { scopes: ["meetings.space.readonly"] };
let people = 0;
let email = "";
beforeEach(() => {
  emulator.faults.clear();
  people += 1;
  email = `host${people}@example.com`;
  emulator.world.addAccount({ email });
});

function tool(name: string) {
  const found = meetTools.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

const call = (name: string, input: Record<string, unknown> = {}, options: ToolCallOptions = {}) =>
  runTool(emulator, tool(name), input, { email, ...options });

async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}

let calls = 0;

/** A call in a space of this test's account. */
function held(values: Partial<StoredConference> = {}): StoredConference {
  const space = emulator.meet.spaces.find(({ owner }) => owner === email) ?? emulator.meet.addSpace(email);
  calls += 1;
  const start = values.start ?? emulator.world.now() - 7_200_000;
  const conference = {
    id: `call-${calls}`,
    spaceId: space.id,
    start,
    end: start + 3_600_000,
    participants: [],
    recordings: [],
    transcripts: [],
    ...values,
  };
  emulator.meet.conferences.push(conference);
  return conference;
}

describe("spaces", () => {
  it("are made with a link, and found by link, code and id", async () => {
    const { text, data } = await call("meet_create_space", { access: "restricted" });
    const made = z.object({ id: z.string(), link: z.string(), code: z.string(), access: z.string() }).parse(data);
    expect(made.link).toBe(`https://meet.google.com/${made.code}`);
    expect(made.access).toBe("restricted");
    expect(text).toContain("restricted: only invited people join without asking");
    const named = [
      made.link,
      `${made.link}?authuser=1`,
      made.code,
      made.code.toUpperCase(),
      made.id,
      `spaces/${made.id}`,
    ];
    for (const space of named) expect((await call("meet_get_space", { space })).data).toMatchObject({ id: made.id });
  });

  it("have the account's usual access when none is asked for", async () => {
    const before = emulator.requests.length;
    expect((await call("meet_create_space")).data).toMatchObject({ access: "trusted" });
    expect(JSON.parse(emulator.requests[before]?.body.toString() ?? "")).toEqual({});
  });

  it("tell whether a call is on, and which", async () => {
    const conference = held({ end: undefined });
    expect((await call("meet_get_space", { space: conference.spaceId })).text).toContain(
      `a call is on: ${conference.id}`,
    );
    conference.end = emulator.world.now();
    expect((await call("meet_get_space", { space: conference.spaceId })).text).toContain("no call is on");
  });

  it("change in what is named, and keep the rest", async () => {
    const space = emulator.meet.addSpace(email);
    await call("meet_update_space", { space: space.code, auto_record: true, moderation: true });
    const { text } = await call("meet_update_space", { space: space.id, auto_notes: true, attendance_report: true });
    expect(text).toContain("automatic: recording, notes, attendance report");
    expect(text).toContain("hosts decide");
    expect(space.config.accessType).toBe("TRUSTED");
    await call("meet_update_space", { space: space.id, auto_record: false });
    expect(space.config.artifactConfig.recordingConfig.autoRecordingGeneration).toBe("OFF");
    expect(space.config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration).toBe("ON");
  });

  it("are not changed by a call that names no setting", async () => {
    const before = emulator.requests.length;
    expect((await refusal(call("meet_update_space", { space: "abc-mnop-xyz" }))).code).toBe("invalid_input");
    expect(emulator.requests.length).toBe(before);
  });

  it("of others and unknown ones are refused alike", async () => {
    const other = emulator.meet.addSpace("ada@example.com");
    for (const space of [other.id, other.code, "abc-mnop-xyz", "unknownspace"])
      expect((await refusal(call("meet_get_space", { space }))).code).toBe("permission_denied");
    expect((await refusal(call("meet_update_space", { space: other.id, access: "open" }))).code).toBe(
      "permission_denied",
    );
  });

  it("of a call that one only took part in can be seen, not changed", async () => {
    const space = emulator.meet.addSpace("ada@example.com");
    held({
      spaceId: space.id,
      participants: [{ id: "9", name: "Host", kind: "signedin", email, joined: 0, left: 1 }],
    });
    expect((await call("meet_get_space", { space: space.id })).data).toMatchObject({ id: space.id });
    expect((await refusal(call("meet_update_space", { space: space.id, access: "open" }))).code).toBe(
      "permission_denied",
    );
  });

  it("made elsewhere are out of reach of a grant for those made here", async () => {
    const created = { scopes: ["meetings.space.created"] };
    const elsewhere = emulator.meet.addSpace(email);
    expect((await refusal(call("meet_get_space", { space: elsewhere.id }, created))).code).toBe("permission_denied");
    const { data } = await call("meet_create_space", {}, created);
    const { id } = z.object({ id: z.string() }).parse(data);
    expect((await call("meet_get_space", { space: id }, created)).data).toMatchObject({ id });
  });

  itByDescription("need the right grant", async () => {
    expect((await refusal(call("meet_create_space", {}, READ_ONLY))).code).toBe("missing_scope");
    const space = emulator.meet.addSpace(email);
    const error = await refusal(call("meet_update_space", { space: space.id, access: "open" }, READ_ONLY));
    expect(error.code).toBe("missing_scope");
  });

  it.each(["https://example.com/abc-mnop-xyz", "a b", "", "../x", "abc"])("are not named by %j", async (space) => {
    await expect(call("meet_get_space", { space })).rejects.toThrow(z.ZodError);
  });

  it.each(["meet_create_space", "meet_update_space"])("are opened to anyone by %s only after asking", async (name) => {
    const reached = async (access: string) => {
      const input = name === "meet_create_space" ? { access } : { access, space: "abc-mnop-xyz" };
      const prepared = tool(name).prepare(input);
      if (!prepared.ok) throw new Error("the input fits");
      return (await prepared.audience(Object.create(null))).recipients;
    };
    expect(tool(name).outward).toBe(true);
    expect(await reached("open")).toEqual(["anyone"]);
    expect(await reached("trusted")).toEqual([]);
  });

  it("are made once: an uncertain end is told", async () => {
    emulator.faults.add({ match: "meet.spaces.create", fault: { kind: "status", status: 500 } });
    const before = emulator.requests.length;
    expect((await refusal(call("meet_create_space"))).code).toBe("outcome_unknown");
    expect(emulator.requests.length - before).toBe(1);
  });
});

describe("meet_list_conferences", () => {
  it("shows running and past calls, newest first, with their length", async () => {
    const past = held({ start: Date.parse("2026-11-24T08:00:00Z"), end: Date.parse("2026-11-24T08:45:00Z") });
    past.start = emulator.world.now() - 7_200_000;
    past.end = past.start + 2_700_000;
    const now = held({ start: emulator.world.now() - 60_000, end: undefined });
    const { data, text } = await call("meet_list_conferences", {}, READ_ONLY);
    expect(data?.conferences).toMatchObject([{ id: now.id }, { id: past.id, minutes: 45 }]);
    expect(text).toMatch(new RegExp(`\\|${now.id}\\|${now.spaceId}\\|[^|]+\\|running\\|\\|`));
    expect(text).toContain("Times in Europe/Berlin.");
  });

  it("filters by space, code, time and state", async () => {
    const first = held();
    const elsewhere = held({ spaceId: emulator.meet.addSpace(email).id });
    const now = held({ end: undefined, start: emulator.world.now() - 1000 });
    const ids = async (input: Record<string, unknown>) => {
      const { data } = await call("meet_list_conferences", input);
      return z
        .object({ conferences: z.array(z.object({ id: z.string() })) })
        .parse(data)
        .conferences.map(({ id }) => id);
    };
    expect(await ids({ space: elsewhere.spaceId })).toEqual([elsewhere.id]);
    const code = emulator.meet.spaces.find(({ id }) => id === first.spaceId)?.code;
    expect(await ids({ space: code })).toEqual([now.id, first.id]);
    expect(await ids({ running: true })).toEqual([now.id]);
    expect(await ids({ to: new Date(first.start - 1).toISOString() })).toEqual([]);
    expect(await ids({ from: new Date(first.start + 1).toISOString() })).toEqual([now.id]);
    expect(
      await ids({ from: new Date(first.start).toISOString(), to: new Date(now.start).toISOString() }),
    ).toHaveLength(2);
  });

  it("takes a day as an end whole, in the account's time zone", async () => {
    const before = emulator.requests.length;
    await call("meet_list_conferences", { from: "2026-11-23", to: "2026-11-24" });
    expect(emulator.requests[before]?.query.get("filter")).toBe(
      'start_time>="2026-11-22T23:00:00.000Z" AND start_time<"2026-11-24T23:00:00.000Z"',
    );
  });

  it("leaves out what Google has dropped after 30 days", async () => {
    held({ start: emulator.world.now() - 31 * 86_400_000 });
    expect((await call("meet_list_conferences")).text).toBe("No call.");
  });

  it("gives pages", async () => {
    held();
    held();
    const first = await call("meet_list_conferences", { page_size: 1 });
    const token = z.object({ nextPageToken: z.string() }).parse(first.data).nextPageToken;
    expect(first.note).toBe(`More: page_token ${token}`);
    const second = await call("meet_list_conferences", { page_size: 1, page_token: token });
    expect(second.note).toBeUndefined();
    expect(second.data?.conferences).not.toEqual(first.data?.conferences);
    expect((await refusal(call("meet_list_conferences", { page_token: "x" }))).code).toBe("invalid_input");
  });

  it("refuses a range that ends before it begins", async () => {
    expect((await refusal(call("meet_list_conferences", { from: "2026-11-24", to: "2026-11-23" }))).code).toBe(
      "invalid_input",
    );
  });
});

describe("meet_get_conference", () => {
  it("names everyone with the times they came and left, and links what was kept", async () => {
    const { text } = await call(
      "meet_get_conference",
      { conference_id: "c0ffee-yesterday" },
      { email: "ada@example.com" },
    );
    expect(text).toContain("4 took part.");
    expect(text).toMatch(/\|Grace Example\|\w{3} [\d-]+ [\d:]+\|\w{3} [\d-]+ [\d:]+\|/);
    expect(text).toContain("|Charles (not signed in)|");
    expect(text).toContain("|+49 •••• •••34 (phone)|");
    expect(text).toContain("file 1RecordingOfTheWeeklyMeeting00000, https://drive.google.com/file/d/");
    expect(text).toContain("file 1TranscriptOfTheWeeklyMeeting0000, https://docs.google.com/document/d/");
  });

  it("tells who is still there, and files that are not ready", async () => {
    const start = emulator.world.now() - 60_000;
    const conference = held({
      end: undefined,
      start,
      participants: [{ id: "1", name: "Ada", kind: "signedin", email, joined: start, left: undefined }],
      recordings: [{ id: "r", state: "STARTED", start, end: undefined, file: undefined }],
      transcripts: [{ id: "t", state: "ENDED", start, end: start, document: undefined, entries: [] }],
    });
    const { text } = await call("meet_get_conference", { conference_id: conference.id });
    expect(text).toContain("|still there|");
    expect(text).toMatch(/Recording from .*: still running/);
    expect(text).toMatch(/Transcript from .*: its file is not ready yet/);
  });

  it("reads every page of a large call, and is bounded", async () => {
    const start = emulator.world.now() - 60_000;
    const participants = Array.from({ length: 600 }, (_, index) => ({
      id: String(index),
      name: `Guest ${index} ${"x".repeat(50)}`,
      kind: "anonymous" as const,
      joined: start + index,
      left: undefined,
    }));
    const conference = held({ participants });
    const first = await call("meet_get_conference", { conference_id: conference.id });
    expect(first.text).toContain("600 took part");
    expect(first.text.length).toBeLessThanOrEqual(20_000);
    expect(first.note).toMatch(/^\d+ characters in all\. Read on: offset \d+$/);
  });

  it("refuses a call of others", async () => {
    const conference = held();
    emulator.world.addAccount({ email: "stranger@example.com" });
    const error = await refusal(
      call("meet_get_conference", { conference_id: conference.id }, { email: "stranger@example.com" }),
    );
    expect(error.code).toBe("permission_denied");
  });
});

describe("meet_read_transcript", () => {
  it("gives each turn a paragraph with speaker and time", async () => {
    const { text, note } = await call(
      "meet_read_transcript",
      { conference_id: "c0ffee-yesterday" },
      { email: "ada@example.com", ...READ_ONLY },
    );
    const lines = text.split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^\[\d\d:\d\d\] Ada Example: Good morning\. Shall we look at the engine\?$/);
    expect(lines[1]).toMatch(/Grace Example: Yes\. The cards are punched\. Two of them had a hole too many\.$/);
    expect(lines[2]).toMatch(/Charles \(not signed in\): I have found the bug/);
    expect(note).toBe("Times in Europe/Berlin.");
  });

  const transcript = (count: number, state: "STARTED" | "FILE_GENERATED" = "FILE_GENERATED", id = "t") => {
    const at = emulator.world.now() - 3_000_000;
    const entries = Array.from({ length: count }, (_, index) => ({
      participant: String(index % 2),
      text: `Sentence number ${index} of a long call.`,
      at: at + index * 1000,
    }));
    return { id, state, start: at, end: undefined, document: undefined, entries };
  };
  const pair = ["Ada", "Grace"].map((name, id) => ({
    id: String(id),
    name,
    kind: "signedin" as const,
    joined: 0,
    left: 1,
  }));

  it("is read in pieces that join to the whole, without reading further than needed", async () => {
    const conference = held({ participants: pair, transcripts: [transcript(1500)] });
    const before = emulator.requests.length;
    let whole = "";
    let pieces = 0;
    for (let offset: number | undefined = 0; offset !== undefined; pieces += 1) {
      const { text, note } = await call("meet_read_transcript", { conference_id: conference.id, offset });
      if (pieces === 0) expect(emulator.requests.length - before).toBeLessThan(10);
      expect(text.length).toBeLessThanOrEqual(20_000);
      whole += text;
      const next = /offset (\d+)/.exec(note ?? "")?.[1];
      offset = next === undefined ? undefined : Number(next);
    }
    expect(pieces).toBeGreaterThan(2);
    expect(whole.split("\n")).toHaveLength(1500);
    for (const index of [0, 700, 1499]) expect(whole).toContain(`Sentence number ${index} of`);
  });

  it("puts several transcripts of a call one after the other, and says when one is still written", async () => {
    const transcripts = [transcript(1), transcript(1, "STARTED", "u")];
    const conference = held({ participants: pair, transcripts });
    const { text, note } = await call("meet_read_transcript", { conference_id: conference.id });
    expect(text.match(/^## Transcript from /gm)).toHaveLength(2);
    expect(note).toContain("It is still being written.");
  });

  it("names a speaker that is not among the participants “Someone”", async () => {
    const conference = held({ transcripts: [transcript(1)] });
    const { text } = await call("meet_read_transcript", { conference_id: conference.id });
    expect(text).toContain("] Someone: Sentence number 0");
  });

  it("tells an empty transcript from none", async () => {
    const empty = held({ transcripts: [transcript(0)] });
    expect((await call("meet_read_transcript", { conference_id: empty.id })).text).toBe("Nothing was said.");
    const none = held();
    expect(await refusal(call("meet_read_transcript", { conference_id: none.id }))).toMatchObject({
      code: "not_found",
      message: "This call has no transcript",
    });
  });

  it("refuses an id that is none", async () => {
    await expect(call("meet_read_transcript", { conference_id: "a/b" })).rejects.toThrow(z.ZodError);
    expect((await refusal(call("meet_read_transcript", { conference_id: "nope" }))).code).toBe("permission_denied");
  });
});

it("passes on that the Meet API is switched off", async () => {
  emulator.faults.add({ match: "/v2/", fault: { kind: "api-disabled" } });
  expect(await refusal(call("meet_list_conferences"))).toMatchObject({
    code: "api_not_enabled",
    fix: expect.stringContaining("meet.googleapis.com"),
  });
});
