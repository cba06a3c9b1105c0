import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { RESOURCE_KINDS } from "../../../src/mcp/resource-kinds.ts";
import { parseResourceUri, resourceUri, variablesOf } from "../../../src/mcp/resource-uri.ts";
import { ADA, connected, GRACE } from "./harness.ts";

const text = (words: string) => ({ content: [{ type: "text" as const, text: words }] });

describe("addresses", () => {
  const values = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }).filter((value) => !/^\.+$/.test(value));

  it("lead back to what they were made of", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RESOURCE_KINDS),
        values,
        values,
        fc.option(values),
        (kind, first, second, whose) => {
          const [one = "", other] = variablesOf(kind);
          const variables = other === undefined ? { [one]: first } : { [one]: first, [other]: second };
          const account = whose ?? undefined;
          const address = parseResourceUri(resourceUri(kind, variables, account));
          expect(address).toEqual({ kind, variables, ...(account !== undefined && { account }) });
        },
      ),
    );
  });

  it.each([
    "",
    "gmail://message",
    "gmail://message/",
    "gmail://message/a/b",
    "gmail://message/%zz",
    "gmail://message/a?account=x&more=1",
    "gmail://message/a?offset=-1",
    "gmail://message/a#b",
    "gmail://somebody@message/a",
    "gmail://thread/a",
    "drive://file/..",
    "calendar://event/primary",
    "calendar://event/primary/a?offset=1",
    "file:///etc/passwd",
    "https://message/a",
    `gmail://message/${"a".repeat(5000)}`,
  ])("are not taken for ours: %s", (uri) => expect(parseResourceUri(uri)).toBeUndefined());

  it("never fail, whatever comes", () => {
    const any = fc.oneof(
      fc.string(),
      fc.string().map((end) => `calendar://event/${end}`),
      fc.webUrl(),
    );
    fc.assert(fc.property(any, (uri) => void parseResourceUri(uri)));
  });
});

describe("templates", () => {
  it("have titles and descriptions, and tell nothing of accounts where there is one", async () => {
    const { client } = await connected();
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      "gmail://message/{id}",
      "drive://file/{id}",
      "calendar://event/{calendar}/{id}",
    ]);
    for (const { title, description } of resourceTemplates) expect(title && description).toBeTruthy();
    expect(resourceTemplates.map(({ mimeType }) => mimeType)).toEqual(["text/plain", undefined, "text/markdown"]);
  });

  it("take an account where there are several, and only what is served and granted", async () => {
    const several = await connected({ accounts: [ADA, GRACE], serving: { services: "drive" } });
    const { resourceTemplates } = await several.client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(["drive://file/{id}{?account}"]);
    const narrow = await connected({ accounts: [{ ...ADA, scopes: [] }] });
    expect((await narrow.client.listResourceTemplates()).resourceTemplates).toEqual([]);
  });
});

describe("reading", () => {
  it.each([
    ["gmail://message/18a", "gmail_get_message", { ids: ["18a"] }, "text/plain"],
    [
      "gmail://message/18a?account=work&offset=20",
      "gmail_get_message",
      { ids: ["18a"], account: "work", offset: 20 },
      "text/plain",
    ],
    ["drive://file/1a?offset=9", "drive_read_file", { file_id: "1a", offset: 9 }, "text/markdown"],
    [
      "calendar://event/en%23holiday%40group.v.calendar.google.com/e1",
      "calendar_get_event",
      { calendar_id: "en#holiday@group.v.calendar.google.com", event_id: "e1" },
      "text/markdown",
    ],
    [
      "calendar://event/ada@example.com/e1",
      "calendar_get_event",
      { calendar_id: "ada@example.com", event_id: "e1" },
      "text/markdown",
    ],
  ])("%s runs the tool that reads it", async (uri, tool, input, mimeType) => {
    const { client, asked } = await connected();
    const { contents } = await client.readResource({ uri });
    expect(asked).toEqual([{ tool, input, unattended: false }]);
    expect(contents).toEqual([{ uri, mimeType, text: `${tool} answers` }]);
  });

  it("gives images as they are", async () => {
    const image = { type: "image" as const, mimeType: "image/png", data: "aGk=" };
    const { client } = await connected({ answer: () => ({ content: [{ type: "text", text: "a.png" }, image] }) });
    const { contents } = await client.readResource({ uri: "drive://file/1a" });
    expect(contents).toMatchObject([{ text: "a.png" }, { mimeType: "image/png", blob: "aGk=" }]);
  });

  it.each([
    ["not_found", -32602, { uri: "drive://file/1a" }],
    ["invalid_input", -32602, { code: "invalid_input" }],
    ["not_signed_in", -32603, { code: "not_signed_in" }],
  ] as const)("tells %s as an error of the protocol, with its sentence", async (code, wire, data) => {
    const answer = () => Promise.reject(new ToolError(code, "It went wrong", "Do that."));
    const { client } = await connected({ answer });
    const refused = client.readResource({ uri: "drive://file/1a" });
    await expect(refused).rejects.toMatchObject({ code: wire, data });
    await expect(refused).rejects.toThrow(`It went wrong. Do that. (${code})`);
  });

  it("refuses addresses that lead nowhere, and those of services that are not served", async () => {
    const { client, asked } = await connected({ serving: { services: "gmail" } });
    for (const uri of ["drive://file/1a", "gmail://thread/1", "file:///etc/passwd"])
      await expect(client.readResource({ uri })).rejects.toThrow("This server has gmail://message/{id}; in an id");
    expect(asked).toEqual([]);
  });
});

describe("the list", () => {
  const messages = ["one", "two"].map((id) => ({
    id,
    subject: `Subject ${id}`,
    from: "grace@example.com",
    date: "today",
  }));
  const answer = () => ({ ...text("found"), structuredContent: { messages } });

  it("is empty at the start, without a call", async () => {
    const { client, asked } = await connected();
    expect((await client.listResources()).resources).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("holds what the calls have come across, newest first, bounded, until the accounts change", async () => {
    const { client, connection } = await connected({ answer });
    await client.callTool({ name: "gmail_search", arguments: {} });
    await client.callTool({ name: "gmail_search", arguments: { account: "work" } });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      "gmail://message/one?account=work",
      "gmail://message/two?account=work",
      "gmail://message/one",
      "gmail://message/two",
    ]);
    expect(resources[0]).toMatchObject({ name: "Subject one", mimeType: "text/plain" });
    await connection.tellListsChanged();
    expect((await client.listResources()).resources).toEqual([]);
  });

  it("keeps no more than it shows", async () => {
    const files = Array.from({ length: 90 }, (_, index) => ({
      id: `f${index}`,
      name: `n${index}`,
      type: "PDF",
      modified: "",
    }));
    const { client } = await connected({ answer: () => ({ ...text(""), structuredContent: { files } }) });
    await client.callTool({ name: "drive_search", arguments: {} });
    const { resources } = await client.listResources();
    expect(resources).toHaveLength(30);
    expect(resources[0]?.uri).toBe("drive://file/f0");
  });

  it("says nothing once nobody is signed in", async () => {
    const { client, accounts } = await connected({ answer });
    await client.callTool({ name: "gmail_search", arguments: {} });
    accounts.length = 0;
    expect((await client.listResources()).resources).toEqual([]);
  });
});
