import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { itByDescription } from "../../support/requires.ts";
import { fetchAs, jsonBody } from "./core-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.faults.clear());
afterAll(() => emulator.close());

const ALL = ["gmail.modify", "drive", "calendar"];
const call = (path: string, init?: RequestInit, scopes: readonly string[] = ALL) =>
  fetchAs(emulator, scopes, path, init);
const LABELS = "/gmail/v1/users/me/labels";
const SEND = "/gmail/v1/users/me/messages/send";
const EVENTS = "/calendar/v3/calendars/primary/events";
const FILES = "/drive/v3/files";

const errorSchema = z.object({
  error: z.looseObject({
    code: z.number(),
    message: z.string(),
    errors: z.array(z.looseObject({ reason: z.string() })),
    status: z.string().optional(),
    details: z.array(z.looseObject({})).optional(),
  }),
});
async function refusal(answer: Response) {
  const { error } = errorSchema.parse(await answer.json());
  return { http: answer.status, ...error, reason: error.errors[0]?.reason };
}

describe("an address", () => {
  it.each([
    ["GET", "/"],
    ["GET", "/gmail/v1/users/me/mail"],
    ["GET", "/drive/v2/files"],
    ["POST", `${LABELS}/INBOX`],
    ["GET", "/gmail/v1/users/%E0%A4%A/labels"],
    ["GET", "/batch/gmail/v1"],
    ["POST", "/batch"],
  ])("that Google does not serve is answered with its page: %s %s", async (method, path) => {
    const answer = await call(path, { method });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("Content-Type")).toContain("text/html");
    expect(await answer.text()).toContain("was not found on this server");
  });

  itByDescription("takes no content where the method takes none", async () => {
    const answer = await call("/upload/calendar/v3/calendars/primary/events?uploadType=media", { method: "POST" });
    expect(answer.status).toBe(404);
  });

  it("finds its method with percent-encoded parts", async () => {
    const calendar = await call("/calendar/v3/calendars/en.german%23holiday%40group.v.calendar.google.com");
    expect(await calendar.json()).toMatchObject({ id: "en.german#holiday@group.v.calendar.google.com" });
  });
});

describe("a token", () => {
  const plain = (headers: Record<string, string>) => fetch(new URL(LABELS, emulator.origin), { headers });

  it("that is missing is asked for", async () => {
    const answer = await plain({});
    expect(answer.headers.get("WWW-Authenticate")).toBe('Bearer realm="https://accounts.google.com/"');
    expect(await refusal(answer)).toMatchObject({
      http: 401,
      status: "UNAUTHENTICATED",
      reason: "required",
      message: expect.stringContaining("Request is missing required authentication credential."),
      details: [{ reason: "CREDENTIALS_MISSING" }],
    });
  });

  it.each([["Bearer ya29.unknown"], ["Bearer "], ["Basic YTpi"]])("that is not one is refused: %s", async (header) => {
    const answer = await plain({ Authorization: header });
    expect(answer.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
    expect(await refusal(answer)).toMatchObject({
      http: 401,
      status: "UNAUTHENTICATED",
      reason: "authError",
      message: expect.stringContaining("Request had invalid authentication credentials."),
    });
  });

  it("that has expired is refused, by order or by the clock", async () => {
    const account = emulator.world.account("ada@example.com");
    if (!account) throw new Error("the world has no ada");
    const { grants } = emulator.oauth;
    const issue = () =>
      grants.issueAccessToken(
        grants.grantFor(account, emulator.world.defaultClient.clientId),
        ["https://www.googleapis.com/auth/gmail.modify"],
        undefined,
      ).token;
    const first = issue();
    expect((await plain({ Authorization: `Bearer ${first}` })).status).toBe(200);
    emulator.oauth.expireAccessTokens();
    expect((await plain({ Authorization: `Bearer ${first}` })).status).toBe(401);
    const second = issue();
    emulator.world.advance(3_600_000);
    expect((await plain({ Authorization: `Bearer ${second}` })).status).toBe(401);
  });

  it("without the method's scope is refused, and told which would do", async ({ skip }) => {
    skip(!emulator.strict, "Google's API descriptions are not here");
    const answer = await call(EVENTS, jsonBody("POST", {}), ["calendar.readonly", "drive"]);
    expect(answer.headers.get("WWW-Authenticate")).toMatch(
      /error="insufficient_scope", scope="[^"]*auth\/calendar\.events/,
    );
    expect(await refusal(answer)).toMatchObject({
      http: 403,
      status: "PERMISSION_DENIED",
      reason: "insufficientPermissions",
      message: "Request had insufficient authentication scopes.",
      details: [
        {
          reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
          domain: "googleapis.com",
          metadata: { service: "calendar.googleapis.com", method: "calendar.events.insert" },
        },
      ],
    });
  });
});

describe("a query", () => {
  it.each([
    ["unknown to Gmail", `${LABELS}?colour=red`, /^Invalid JSON payload received\. Unknown name "colour"/],
    ["unknown to Calendar", `${EVENTS}?from=now`, /Unknown name "from": Cannot bind query parameter/],
    [
      "of the wrong type at Gmail",
      "/gmail/v1/users/me/messages?maxResults=ten",
      /^Invalid value at 'max_results' \(TYPE_UINT32\), "ten"$/,
    ],
    ["negative where it cannot be", "/gmail/v1/users/me/messages?maxResults=-1", /^Invalid value at 'max_results'/],
    ["no boolean", `${FILES}?supportsAllDrives=yes`, /^Invalid boolean value: 'yes'\.$/],
    ["no number at Drive", `${FILES}?pageSize=many`, /^Invalid integer value: 'many'\.$/],
    [
      "beyond its range",
      `${FILES}?pageSize=1001`,
      /^Invalid value '1001'\. Values must be within the range: \[1, 1000\]$/,
    ],
    [
      "of no known choice",
      `${EVENTS}?orderBy=size`,
      /^Invalid string value: 'size'\. Allowed values: \[startTime, updated\]$/,
    ],
    ["given twice", `${LABELS}?prettyPrint=true&prettyPrint=false`, /'prettyPrint': it is given 2 times/],
    ["a key", `${LABELS}?key=AIza`, /^API key not valid/],
    ["a token", `${LABELS}?access_token=ya29`, /Unknown name "access_token"/],
    ["content where there is none", `${LABELS}?alt=media`, /Invalid value 'media' for parameter 'alt'/],
  ])("that is %s is refused", async (_, path, message) => {
    if (!emulator.strict) return;
    const { http, code, message: said } = await refusal(await call(path));
    expect([http, code]).toEqual([400, 400]);
    expect(said).toMatch(message);
  });

  it("without a required parameter is refused", async ({ skip }) => {
    skip(!emulator.strict, "Google's API descriptions are not here");
    const [file] = emulator.drive.state("ada@example.com").files;
    expect(await refusal(await call(`${FILES}/${file?.id}/export`))).toMatchObject({
      http: 400,
      reason: "required",
      message: "Required parameter: mimeType",
    });
  });

  it("is refused in each API's own style", async ({ skip }) => {
    skip(!emulator.strict, "Google's API descriptions are not here");
    const gmail = await refusal(await call("/gmail/v1/users/me/messages?maxResults=x"));
    expect(gmail).toMatchObject({
      status: "INVALID_ARGUMENT",
      details: [{ fieldViolations: [{ field: "max_results" }] }],
    });
    const drive = await refusal(await call(`${FILES}?pageSize=x`));
    expect(drive.errors).toMatchObject([
      { domain: "global", reason: "invalidParameter", location: "pageSize", locationType: "parameter" },
    ]);
    expect(drive).not.toHaveProperty("status");
  });
});

describe("a body", () => {
  it.each([
    [
      "unknown field",
      { raw: "", colour: "red" },
      'Invalid JSON payload received. Unknown name "colour": Cannot find field.',
    ],
    ["unknown field inside", { payload: { tint: 1 } }, "Unknown name \"tint\" at 'payload': Cannot find field."],
    ["unknown field in a list", { payload: { headers: [{ named: "x" }] } }, "at 'payload.headers[0]'"],
    ["wrong type", { threadId: 5 }, "Invalid value at 'threadId', 5"],
    ["no base64", { raw: "no base64!" }, "Invalid value at 'raw', \"(bytes)\""],
    ["list for an object", { payload: [] }, "Invalid value at 'payload', []"],
    ["nothing in a list", { labelIds: [null] }, "Invalid value at 'labelIds[0]', null"],
    ["number beyond 32 bits", { sizeEstimate: 2 ** 31 }, "Invalid value at 'sizeEstimate'"],
    ["text for a number", { sizeEstimate: "5" }, "Invalid value at 'sizeEstimate', \"5\""],
    ["no number in a text", { internalDate: "soon" }, "Invalid value at 'internalDate', \"soon\""],
    ["number beyond 64 bits", { internalDate: "9223372036854775808" }, "Invalid value at 'internalDate'"],
    ["no object", "x", "Invalid value at ''"],
    ["null", null, "Invalid value at '', null"],
  ])("with %s is refused", async (_, body, message) => {
    if (!emulator.strict) return;
    const answer = await refusal(await call(SEND, jsonBody("POST", body)));
    expect(answer).toMatchObject({ http: 400, status: "INVALID_ARGUMENT", reason: "invalid" });
    expect(answer.message).toContain(message);
    expect(answer.details).toMatchObject([{ fieldViolations: [{ description: answer.message }] }]);
  });

  it.each([
    ["broken JSON", { "Content-Type": "application/json" }, "{", 400, "parseError"],
    [
      "text that is no UTF-8",
      { "Content-Type": "application/json" },
      Buffer.from([0x22, 0xff, 0x22]),
      400,
      "parseError",
    ],
    ["another type", { "Content-Type": "text/plain" }, "{}", 415, "unsupportedMediaType"],
  ])("of %s is refused", async (_, headers, body, status, reason) => {
    const answer = await call(EVENTS, { method: "POST", headers, body });
    expect(await refusal(answer)).toMatchObject({ http: status, reason });
  });

  it("is refused where none belongs", async ({ skip }) => {
    skip(!emulator.strict, "Google's API descriptions are not here");
    const deleted = await call(`${EVENTS}/x`, {
      method: "DELETE",
      body: "{}",
      headers: { "Content-Type": "application/json" },
    });
    expect(await refusal(deleted)).toMatchObject({ http: 400, message: "A DELETE request must not have a body." });
  });
});

describe("a field mask", () => {
  it("cuts the answer", async () => {
    const path = `${EVENTS}?singleEvents=true&orderBy=startTime&q=review`;
    const answer = async (fields: string) => (await call(`${path}&fields=${encodeURIComponent(fields)}`)).json();
    const attendees = [{ email: "ada@example.com" }, { email: "charles@example.com" }];
    expect(await answer("items(summary,attendees/email)")).toEqual({
      items: [{ summary: "Design review", attendees }],
    });
    expect(await answer("items/attendees(email), items/location")).toEqual({
      items: [{ location: "Room 4", attendees }],
    });
    expect(await answer("items/creator/*")).toEqual({ items: [{ creator: { email: "ada@example.com", self: true } }] });
    expect(await answer("*")).toMatchObject({ kind: "calendar#events", items: [{ summary: "Design review" }] });
  });

  it.each(["items(", "items)", "items(,)", "", "a,,b", "items/", "items(id", "$x"])(
    "that cannot be read is refused: %j",
    async (mask) => {
      expect(await refusal(await call(`${EVENTS}?fields=${encodeURIComponent(mask)}`))).toMatchObject({
        http: 400,
        message: `Invalid field selection ${mask}`,
        errors: [{ reason: "invalidParameter", location: "fields", locationType: "parameter" }],
      });
    },
  );

  it("that names what no answer has is refused, before anything is done", async ({ skip }) => {
    skip(!emulator.strict, "Google's API descriptions are not here");
    const [calendar] = emulator.calendar.state("ada@example.com").calendars;
    const before = calendar?.events.length;
    const body = { start: { date: "2027-01-01" }, end: { date: "2027-01-02" } };
    expect(await refusal(await call(`${EVENTS}?fields=id,title`, jsonBody("POST", body)))).toMatchObject({
      http: 400,
      message: "Invalid field selection title",
    });
    expect(calendar?.events).toHaveLength(before ?? -1);
    expect(await refusal(await call(`${LABELS}?fields=labels(id,nom)`))).toMatchObject({
      http: 400,
      details: [
        {
          fieldViolations: [
            {
              field: "labels.nom",
              description: "Error expanding 'fields' parameter. Cannot find matching fields for path 'labels.nom'.",
            },
          ],
        },
      ],
    });
  });
});

describe("faults", () => {
  it("strike as often as they are told to, then are over", async () => {
    emulator.faults.add({
      match: "gmail.users.labels.list",
      fault: { kind: "status", status: 429, retryAfter: "7" },
      times: 2,
    });
    const first = await call(LABELS);
    expect(first.headers.get("Retry-After")).toBe("7");
    expect(await refusal(first)).toMatchObject({
      http: 429,
      reason: "rateLimitExceeded",
      status: "RESOURCE_EXHAUSTED",
    });
    expect((await call(LABELS)).status).toBe(429);
    expect((await call(LABELS)).status).toBe(200);
  });

  it.each([500, 502, 503])("answer with %i and Google's body", async (status) => {
    emulator.faults.add({ match: "/gmail/v1/", fault: { kind: "status", status } });
    expect(await refusal(await call(LABELS))).toMatchObject({ http: status, code: status });
    expect((await call(FILES)).status).toBe(200);
  });

  it.each([
    ["rateLimitExceeded", "Rate Limit Exceeded"],
    ["userRateLimitExceeded", "User Rate Limit Exceeded"],
    ["quotaExceeded", "Quota exceeded."],
    ["dailyLimitExceeded", "Daily Limit Exceeded"],
  ] as const)("answer with 403 %s", async (reason, message) => {
    emulator.faults.add({ match: "drive.files.list", fault: { kind: "too-fast", reason } });
    const answer = await refusal(await call(FILES));
    expect(answer).toMatchObject({ http: 403, message, errors: [{ domain: "usageLimits", reason }] });
  });

  it("tell of an API that is switched off, with the page that switches it on", async () => {
    emulator.faults.add({ match: FILES, fault: { kind: "api-disabled" } });
    const answer = await refusal(await call(FILES));
    expect(answer).toMatchObject({
      http: 403,
      reason: "accessNotConfigured",
      details: [{ reason: "SERVICE_DISABLED", metadata: { service: "drive.googleapis.com" } }],
    });
    expect(answer.message).toContain("https://console.developers.google.com/apis/api/drive.googleapis.com/overview");
  });

  it("drop the connection before or after the work was done", async () => {
    const events = () => emulator.calendar.state("ada@example.com").calendars[0]?.events.length ?? 0;
    const insert = () =>
      call(EVENTS, jsonBody("POST", { start: { date: "2027-02-01" }, end: { date: "2027-02-02" } })).catch(
        () => "dropped",
      );
    const start = events();
    emulator.faults.add({ match: "calendar.events.insert", fault: { kind: "drop", when: "before" }, times: 1 });
    expect(await insert()).toBe("dropped");
    expect(events()).toBe(start);
    emulator.faults.add({ match: "calendar.events.insert", fault: { kind: "drop", when: "after" }, times: 1 });
    expect(await insert()).toBe("dropped");
    expect(events()).toBe(start + 1);
  });

  it("delay an answer", async () => {
    emulator.faults.add({ match: LABELS, fault: { kind: "delay", ms: 60 } });
    const before = performance.now();
    expect((await call(LABELS)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });
});

it("keeps a record of what came", async () => {
  const from = emulator.requests.length;
  await call(`${LABELS}?fields=labels(id)`);
  await call(`${LABELS}/none`);
  expect(emulator.requests.slice(from)).toMatchObject([
    { verb: "GET", path: LABELS, methodId: "gmail.users.labels.list", status: 200 },
    { verb: "GET", path: `${LABELS}/none`, methodId: "gmail.users.labels.get", status: 404 },
  ]);
  expect(emulator.requests[from]?.query.get("fields")).toBe("labels(id)");
  expect(emulator.requests[from]?.headers.authorization).toMatch(/^Bearer ya29\./);
  expect(emulator.requests[from]?.answeredBytes).toBeGreaterThan(10);
});
