import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createGoogleClients } from "../../../src/google/google-clients.ts";
import { createTransport } from "../../../src/net/transport.ts";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";

const emulator: Emulator = await startEmulator();
const transport = createTransport(emulator.origin);
afterAll(async () => {
  transport.close();
  await emulator.close();
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.length = 0;
});

/** @param first a token to begin with, in place of a good one */
function clients(signal = new AbortController().signal, first?: string) {
  const account = emulator.world.account("ada@example.com");
  if (!account) throw new Error("the world has no account");
  const { grants } = emulator.oauth;
  const grant = grants.grantFor(account, emulator.world.defaultClient.clientId);
  const { token } = grants.issueAccessToken(grant, ["https://mail.google.com/"], undefined);
  const authorizer = {
    accessToken: ({ rejected }: { rejected?: string }) =>
      Promise.resolve(first === undefined || rejected !== undefined ? token : first),
  };
  return createGoogleClients({ transport, authorizer, signal, idempotent: false }).batched;
}

const readers = async (signal?: AbortSignal, first?: string) => {
  const gmail = await clients(signal, first).gmail();
  return {
    gmail,
    label: async (id: string) =>
      (await gmail.users.labels.get({ userId: "me", id, fields: "id,messagesTotal" })).data.id,
  };
};

/** The batches on the wire, and what is asked by whichever way. */
const batches = () => emulator.requests.filter(({ path }) => path.startsWith("/batch/"));
const gets = () => emulator.requests.filter(({ methodId }) => methodId === "gmail.users.labels.get");

describe("reads that are made at once", () => {
  it("travel as one batch and are answered in their order", async () => {
    const { label } = await readers();
    const ids = ["INBOX", "SENT", "TRASH", "STARRED"];
    expect(await Promise.all(ids.map(label))).toEqual(ids);
    expect(batches()).toHaveLength(1);
    expect(batches()[0]).toMatchObject({ path: "/batch/gmail/v1", verb: "POST", status: 200 });
    expect(batches()[0]?.headers).toMatchObject({
      "accept-encoding": "gzip",
      "user-agent": expect.stringContaining("gzip"),
    });
    expect(gets()).toHaveLength(4);
  });

  it("take several batches when they are more than Google takes in one", async () => {
    const { label } = await readers();
    await Promise.all(Array.from({ length: 120 }, () => label("INBOX")));
    expect(batches().map(({ body }) => body.toString().split("Content-ID:").length - 1)).toEqual([50, 50, 20]);
  });

  it("fail one by one", async () => {
    const { label } = await readers();
    const [first, second, third] = await Promise.allSettled(["INBOX", "Label_404", "SENT"].map(label));
    expect(first).toMatchObject({ status: "fulfilled", value: "INBOX" });
    expect(second).toMatchObject({
      status: "rejected",
      reason: { code: "not_found", status: 404, reason: "notFound" },
    });
    expect(third).toMatchObject({ status: "fulfilled", value: "SENT" });
    expect(batches()).toHaveLength(1);
    expect(gets()).toHaveLength(3);
  });

  it("go again alone when they were turned away for haste or struck by a fault, without the others", async () => {
    const { label } = await readers();
    for (const status of [429, 503]) {
      emulator.faults.add({
        match: "gmail.users.labels.get",
        fault: { kind: "status", status, retryAfter: "0" },
        times: 1,
      });
    }
    expect(await Promise.all(["INBOX", "SENT", "TRASH"].map(label))).toEqual(["INBOX", "SENT", "TRASH"]);
    expect(batches()).toHaveLength(1);
    expect(gets().map(({ status }) => status)).toEqual([429, 503, 200, 200, 200]);
  });

  it("get another token each when Google no longer takes the one they had", async () => {
    const { label } = await readers(undefined, "ya29.no-longer");
    expect(await Promise.all(["INBOX", "SENT"].map(label))).toEqual(["INBOX", "SENT"]);
    expect(batches()).toHaveLength(1);
    expect(gets().filter(({ status }) => status === 200)).toHaveLength(2);
  });

  it("go again as a batch when the whole was turned away", async () => {
    const { label } = await readers();
    emulator.faults.add({ match: "/batch/", fault: { kind: "status", status: 503, retryAfter: "0" }, times: 1 });
    expect(await Promise.all(["INBOX", "SENT"].map(label))).toEqual(["INBOX", "SENT"]);
    expect(batches().map(({ status }) => status)).toEqual([503, 200]);
    expect(gets()).toHaveLength(2);
  });

  it.each([403, 404, 405])(
    "go side by side, and no batch is tried again, when one is refused with %i",
    async (status) => {
      const { label } = await readers();
      emulator.faults.add({ match: "/batch/", fault: { kind: "status", status } });
      expect(await Promise.all(["INBOX", "SENT"].map(label))).toEqual(["INBOX", "SENT"]);
      expect(await Promise.all(["TRASH", "SPAM"].map(label))).toEqual(["TRASH", "SPAM"]);
      expect(batches()).toHaveLength(1);
      expect(gets()).toHaveLength(4);
    },
  );

  it("end with the call", async () => {
    const call = new AbortController();
    const { label } = await readers(call.signal);
    emulator.faults.add({ match: "/batch/", fault: { kind: "status", status: 503, retryAfter: "60" } });
    const reads = Promise.allSettled(["INBOX", "SENT"].map(label));
    setImmediate(() => setImmediate(() => call.abort()));
    for (const read of await reads) expect(read).toMatchObject({ status: "rejected", reason: { code: "cancelled" } });
  });
});

describe("what goes alone", () => {
  it("is a single read", async () => {
    const { label } = await readers();
    expect(await label("INBOX")).toBe("INBOX");
    expect(batches()).toHaveLength(0);
  });

  it("is everything that changes something", async () => {
    const { gmail } = await readers();
    const create = (name: string) => gmail.users.labels.create({ userId: "me", requestBody: { name } });
    await Promise.all([create("One"), create("Two")]);
    expect(batches()).toHaveLength(0);
  });
});
