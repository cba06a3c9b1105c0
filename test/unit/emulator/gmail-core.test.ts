import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { fetchAs, jsonBody, undescribedFields } from "./core-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const gmail = (path: string, init?: RequestInit, scopes: readonly string[] = ["gmail.modify"]) =>
  fetchAs(emulator, scopes, path, init);
const ME = "/gmail/v1/users/me";
const listSchema = z.object({ messages: z.array(z.object({ id: z.string(), threadId: z.string() })) });

it("answers with fields that Google's description has, of its types, where the descriptions are at hand", async () => {
  const { messages } = emulator.gmail.state("ada@example.com");
  const [first] = messages;
  for (const [path, schema] of [
    ["messages", "ListMessagesResponse"],
    ["threads?maxResults=2", "ListThreadsResponse"],
    ...messages.map(({ id }) => [`messages/${id}`, "Message"] as const),
    [`messages/${first?.id}?format=raw`, "Message"],
    [`messages/${first?.id}?format=metadata`, "Message"],
    [`threads/${first?.threadId}`, "Thread"],
    ["labels", "ListLabelsResponse"],
    ["labels/INBOX", "Label"],
    ["profile", "Profile"],
    ["settings/sendAs", "ListSendAsResponse"],
  ] as const) {
    const answer = await gmail(`${ME}/${path}`);
    expect(answer.status).toBe(200);
    expect(undescribedFields("gmail-v1", schema, await answer.json()) ?? []).toEqual([]);
  }
});

it("searches, cuts by a mask, and keeps tokens to their scopes", async () => {
  const listed = await gmail(`${ME}/messages?q=subject:review+is:starred&fields=messages(id,threadId)`);
  const [message] = listSchema.parse(await listed.json()).messages;
  const read = await gmail(`${ME}/messages/${message?.id}?fields=snippet`);
  expect(await read.json()).toEqual({ snippet: "Room 4." });
  const metadata = await gmail(`${ME}/messages?q=x`, {}, ["gmail.metadata"]);
  expect(metadata.status).toBe(403);
  expect(await metadata.json()).toMatchObject({ error: { message: "Metadata scope does not support 'q' parameter" } });
  if (emulator.strict) {
    expect((await gmail(`${ME}/messages`, {}, ["gmail.send"])).status).toBe(403);
    expect((await gmail(`${ME}/messages/${message?.id}?format=whole`)).status).toBe(400);
  }
});

it("sends mail that comes as JSON, as an upload, and as an upload with a thread", async () => {
  const { threadId } = listSchema.parse(
    await (await gmail(`${ME}/messages?q=rfc822msgid:review-1@mail.example.com`)).json(),
  ).messages[0] ?? { threadId: "" };
  const mail =
    "To: charles@example.com\r\nSubject: Re: Review on Thursday\r\nReferences: <review-1@mail.example.com>\r\n\r\nYes";
  const raw = Buffer.from(mail).toString("base64url");
  const json = await gmail(`${ME}/messages/send`, jsonBody("POST", { raw, threadId }));
  expect(await json.json()).toMatchObject({ threadId, labelIds: ["SENT"] });
  const upload = await gmail(`/upload${ME}/messages/send?uploadType=media`, {
    method: "POST",
    headers: { "Content-Type": "message/rfc822" },
    body: mail,
  });
  expect(await upload.json()).toMatchObject({ labelIds: ["SENT"] });
  const multipart = await gmail(`/upload${ME}/messages/send?uploadType=multipart`, {
    method: "POST",
    headers: { "Content-Type": "multipart/related; boundary=b" },
    body: `--b\r\nContent-Type: application/json\r\n\r\n{"threadId":"${threadId}"}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${mail}\r\n--b--`,
  });
  expect(await multipart.json()).toMatchObject({ threadId });
});

it("answers a change of many with nothing", async () => {
  const ids = emulator.gmail
    .state("ada@example.com")
    .messages.slice(0, 3)
    .map(({ id }) => id);
  const answer = await gmail(`${ME}/messages/batchModify`, jsonBody("POST", { ids, addLabelIds: ["STARRED"] }));
  expect(answer.status).toBe(204);
});
