import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { fetchAs } from "./core-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.faults.clear());
afterAll(() => emulator.close());

const LABELS = "/gmail/v1/users/me/labels";
const part = (id: string, request: string) =>
  `--b\r\nContent-Type: application/http\r\nContent-ID: <${id}>\r\n\r\n${request}\r\n`;

function batch(parts: readonly string[], path = "/batch/gmail/v1", type = "multipart/mixed; boundary=b") {
  const body = `${parts.join("")}--b--\r\n`;
  const scopes = ["gmail.modify", "calendar"];
  return fetchAs(emulator, scopes, path, { method: "POST", headers: { "Content-Type": type }, body });
}

/** The answers by the id of the part that they answer. */
async function answers(response: Response): Promise<Record<string, { status: number; text: string }>> {
  expect(response.status).toBe(200);
  const boundary = /^multipart\/mixed; boundary=(.+)$/.exec(response.headers.get("Content-Type") ?? "")?.[1];
  const pieces = (await response.text()).split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(
    pieces.map((text) => [
      /Content-ID: <response-(.+)>/.exec(text)?.[1] ?? "",
      { status: Number(/HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text },
    ]),
  );
}

it("runs each part as if it had come alone", async ({ skip }) => {
  skip(!emulator.strict, "Google's API descriptions are not here");
  const found = await answers(
    await batch([
      part("one", `GET ${LABELS}/INBOX?fields=id HTTP/1.1\r\n\r\n`),
      part("two", `GET ${LABELS}/none`),
      part("four", `GET ${LABELS}?colour=red`),
      part("five", `GET ${LABELS}\r\nAuthorization: Bearer ya29.unknown`),
    ]),
  );
  expect(found.one?.status).toBe(200);
  expect(found.one?.text).toContain('{"id":"INBOX"}');
  expect(found.two?.text).toContain("HTTP/1.1 404 Not Found");
  expect(found.four?.status).toBe(400);
  expect(found.five?.status).toBe(401);
});

it("carries bodies there and back", async () => {
  const day = { start: { date: "2027-01-01" }, end: { date: "2027-01-02" } };
  const body = JSON.stringify({ summary: "Prüfung", ...day });
  const request = `POST /calendar/v3/calendars/primary/events\r\nContent-Type: application/json\r\n\r\n${body}`;
  const found = await answers(await batch([part("one", request)], "/batch/calendar/v3"));
  expect(found.one?.status).toBe(200);
  expect(found.one?.text).toContain('"summary":"Prüfung"');
});

it("refuses calls to another API and downloads, the others go on", async () => {
  const found = await answers(
    await batch([
      part("other", "GET /calendar/v3/users/me/calendarList"),
      part("media", `GET ${LABELS}?alt=media`),
      part("nested", "POST /batch/gmail/v1"),
      part("upload", "POST /upload/gmail/v1/users/me/messages/send?uploadType=media\r\n\r\nx"),
      part("fine", `GET ${LABELS}`),
    ]),
  );
  expect(Object.values(found).map(({ status }) => status)).toEqual([400, 400, 400, 400, 200]);
});

it.each([
  ["more than 100 calls", "/batch/gmail/v1", 101, 400],
  ["100 calls", "/batch/gmail/v1", 100, 200],
  ["more than 50 calls to Calendar", "/batch/calendar/v3", 51, 400],
  ["no call", "/batch/gmail/v1", 0, 400],
])("with %s is answered as Google does", async (_, path, count, status) => {
  const request = path.includes("gmail") ? `GET ${LABELS}/INBOX` : "GET /calendar/v3/calendars/primary";
  const parts = Array.from({ length: count }, (_, index) => part(String(index), request));
  expect((await batch(parts, path)).status).toBe(status);
});

it("must be multipart/mixed of application/http parts", async () => {
  const whole = part("one", `GET ${LABELS}`);
  expect((await batch([whole], undefined, "multipart/related; boundary=b")).status).toBe(400);
  expect((await batch([whole], undefined, "multipart/mixed; boundary=other")).status).toBe(400);
  expect((await batch([whole.replace("application/http", "text/plain")])).status).toBe(400);
  expect((await batch([part("one", "what is this")])).status).toBe(400);
});

it("is struck by faults, whole or in a part", async () => {
  emulator.faults.add({ match: "gmail.users.labels.get", fault: { kind: "status", status: 429 }, times: 1 });
  const found = await answers(await batch([part("one", `GET ${LABELS}/INBOX`), part("two", `GET ${LABELS}/INBOX`)]));
  expect([found.one?.status, found.two?.status]).toEqual([429, 200]);
  emulator.faults.add({ match: "/batch/", fault: { kind: "status", status: 503 }, times: 1 });
  expect((await batch([part("one", `GET ${LABELS}`)])).status).toBe(503);
  emulator.faults.add({ match: "gmail.users.labels.list", fault: { kind: "drop", when: "after" }, times: 1 });
  await expect(batch([part("one", `GET ${LABELS}`)])).rejects.toThrow();
});
