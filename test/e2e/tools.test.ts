import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SERVICES } from "../../src/scopes.ts";
import { loadAllTools } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/tool.ts";
import { temporaryHome } from "../support/cli.ts";
import { CLIENT_KINDS, connectClient, type TestClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn } from "../support/signed-in.ts";

/** What is served by default to somebody who has signed in without naming services. */
async function coreTools(): Promise<AnyTool[]> {
  const tools = await loadAllTools();
  return tools.filter(({ tier, service }) => tier === "core" && (!service || DEFAULT_SERVICES.includes(service)));
}

describe.each(CLIENT_KINDS)("every tool, called by a client of the %s", (kind) => {
  let emulator: Awaited<ReturnType<typeof testEmulator>>;
  let home: Awaited<ReturnType<typeof temporaryHome>>;
  let client: TestClient;

  beforeAll(async () => {
    emulator = await testEmulator();
    home = await temporaryHome();
    await signedIn(emulator, home.path);
    client = await connectClient(kind, emulator.environment(home.path));
  });

  afterAll(async () => {
    await client.close();
    await emulator[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  /** The first match of the pattern's group in a tool's answer. */
  const find = (text: string, pattern: RegExp): string => {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) throw new Error(`${pattern} is not in:\n${text}`);
    return found;
  };

  it("lists them with titles and annotations, and says who is signed in", async () => {
    const core = await coreTools();
    const listed = await client.tools();
    expect(listed.map(({ name }) => name).sort()).toEqual(core.map(({ name }) => name).sort());
    for (const { name, title, description, annotations, inputSchema } of listed) {
      expect(title).toBeTruthy();
      expect(description).toBeTruthy();
      const kind = core.find((tool) => tool.name === name)?.kind;
      expect([name, annotations?.readOnlyHint ?? false]).toEqual([name, kind === "read"]);
      // The protocol takes what is not read-only for destructive unless told otherwise.
      expect([name, annotations?.destructiveHint ?? kind !== "read"]).toEqual([name, kind === "destructive"]);
      expect(inputSchema.properties ?? {}).not.toHaveProperty("account");
    }
    expect(client.instructions()).toContain("ada@example.com");
  });

  it("google_accounts tells who is signed in with what", async () => {
    const { text, data } = await client.call("google_accounts");
    expect(text).toMatch(
      /ada@example\.com: gmail, drive, calendar, .*contacts \(read and write; kept in FILE_PLAINTEXT\)/,
    );
    expect(data).toMatchObject({ signIn: "none" });
  });

  it("gmail_search finds mail, gmail_get_message reads it", async () => {
    const search = await client.call("gmail_search", { query: "invoice has:attachment" });
    expect(search.isError).toBe(false);
    expect(search.text).toContain("Invoice 2026-117");
    const id = find(search.text, /^\|([0-9a-f]{16})\|/m);
    const message = await client.call("gmail_get_message", { ids: [id] });
    expect(message.text).toContain("1,240.00 EUR");
    expect(message.text).toContain("invoice-2026-117.pdf");
  });

  it("gmail_send delivers, with a name and subject beyond ASCII", async () => {
    const sent = await client.call("gmail_send", {
      to: ["Zoë Müller <zoe@example.org>"],
      subject: "Grüße 🚀",
      body: "Hello **there**",
    });
    expect(sent).toMatchObject({ isError: false });
    const stored = emulator.gmail.state("ada@example.com").messages.at(-1);
    expect(stored?.labelIds).toContain("SENT");
    expect(stored?.payload.headers.find(({ name }) => name === "Subject")?.value).toBe("Grüße 🚀");
  });

  it("gmail_list_labels counts, gmail_modify_labels changes", async () => {
    expect((await client.call("gmail_list_labels")).text).toContain("Projects/Invoices");
    const search = await client.call("gmail_search", { query: "subject:parcel" });
    const id = find(search.text, /^\|([0-9a-f]{16})\|/m);
    const changed = await client.call("gmail_modify_labels", {
      message_ids: [id],
      add: ["Projects"],
      remove: ["UNREAD"],
    });
    expect(changed).toMatchObject({ isError: false });
    const stored = emulator.gmail.state("ada@example.com").messages.find((message) => message.id === id);
    expect(stored?.labelIds).toContain("Label_1");
    expect(stored?.labelIds).not.toContain("UNREAD");
  });

  it("drive_search finds a file, drive_get_file describes it, drive_read_file reads it", async () => {
    const search = await client.call("drive_search", { text: "algebraical" });
    expect(search.text).toContain("Project plan");
    const id = find(search.text, /^\|([\w-]{20,})\|Project plan/m);
    const file = await client.call("drive_get_file", { file_id: id });
    expect(file.text).toContain("My Drive / Projects / Analytical Engine / Project plan");
    expect((await client.call("drive_read_file", { file_id: id })).text).toContain("| Cog | 1200 |");
  });

  it("drive_create_file makes a Google Doc that can be read back", async () => {
    const made = await client.call("drive_create_file", {
      name: "Notes",
      content: "# Notes\n\nAll well.",
      as: "google_doc",
    });
    expect(made).toMatchObject({ isError: false, data: { type: "Google Doc" } });
    expect((await client.call("drive_read_file", { file_id: String(made.data?.id) })).text).toContain("All well.");
  });

  it("calendar_list_calendars and calendar_list_events show what is there", async () => {
    expect((await client.call("calendar_list_calendars")).text).toContain("Engine team");
    const events = await client.call("calendar_list_events", { calendar_ids: ["all"] });
    expect(events.text).toContain("Design review");
    expect(events.text).toContain("Engine planning");
    expect(events.text).toContain("all day (2 days)");
  });

  it("calendar_create_event makes an event once, with guests and a Meet link", async () => {
    const made = await client.call("calendar_create_event", {
      title: "Punch the cards",
      start: "2027-03-01T09:00",
      duration_minutes: 45,
      guests: ["grace@example.com"],
      meet: true,
    });
    expect(made).toMatchObject({
      isError: false,
      data: { invited: ["grace@example.com"], when: "Mon 2027-03-01 09:00–09:45" },
    });
    const calendar = emulator.calendar.state("ada@example.com");
    expect(calendar.calendars[0]?.events.filter(({ summary }) => summary === "Punch the cards")).toHaveLength(1);
    expect(calendar.notices.at(-1)?.to).toEqual(["grace@example.com"]);
  });

  it("answers wrong input with the field and what is expected", async () => {
    const wrong = await client.call("gmail_send", { to: ["not an address"], subject: "x", body: "y" });
    expect(wrong.isError).toBe(true);
    expect(wrong.text).toMatch(/^to\[0\]: expected .*invalid_input/s);
    const unknown = await client.call("drive_get_file", { file_id: "x", fileId: "y" });
    expect(unknown.text).toContain("fileId: no such field");
  });

  it("answers a file that is not there as Google does", async () => {
    const missing = await client.call("drive_read_file", { file_id: "1doesNotExist" });
    expect(missing.isError).toBe(true);
    expect(missing.text).toContain("(not_found)");
  });
});
