import { connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod";
import { startEmulator } from "../test/emulator/emulator.ts";
import { fillWorld } from "./world.ts";

/** What the bench asks of the emulator, a line of JSON each. */
const orderSchema = z.union([
  /** Delays everything that passes the relay, there and back, by so many milliseconds in all. */
  z.object({ delay: z.number() }),
  /** Forgets what was counted. */
  z.object({ count: z.literal("begin") }),
  /** Asks for what was counted since. */
  z.object({ count: z.literal("end") }),
]);

/** The emulator in a process of its own, behind a relay that can make the way to it long. */
const emulator = await startEmulator();
const measured = await fillWorld(emulator, Number(process.argv[2]));
let delay = 0;
const origin = new URL(emulator.origin);

const relay = createServer((near) => {
  const far = connect(Number(origin.port), origin.hostname);
  pass(near, far);
  pass(far, near);
});
relay.listen(0, "127.0.0.1", () => {
  const address = relay.address();
  if (address === null || typeof address === "string") throw new Error("a listening server has an address");
  const account = emulator.world.account("ada@example.com");
  if (!account) throw new Error("the world has no account");
  const { grants } = emulator.oauth;
  const grant = grants.grantFor(account, emulator.world.defaultClient.clientId);
  const scopes = ["drive", "tasks", "gmail.readonly"].map((name) => `https://www.googleapis.com/auth/${name}`);
  const token = grants.issueAccessToken(grant, scopes, undefined).token;
  say({ environment: emulator.environment(""), relay: `127.0.0.1:${address.port}`, token, ...measured });
});

/** Timers of the same length end in their order, so nothing is overtaken. What is not taken yet is not read on. */
function pass(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  const write = (chunk: Buffer) => {
    if (!to.write(chunk)) from.pause();
  };
  to.on("drain", () => from.resume());
  from.on("data", (chunk) => {
    if (delay === 0) write(chunk);
    else setTimeout(() => write(chunk), delay / 2);
  });
  from.on("close", () => (delay === 0 ? to.end() : setTimeout(() => to.end(), delay / 2)));
  from.on("error", () => to.destroy());
}

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = orderSchema.parse(JSON.parse(line));
  if ("delay" in order) delay = order.delay;
  else if (order.count === "begin") emulator.requests.length = 0;
  const whole = emulator.requests.filter(({ path }) => !path.startsWith("/batch/"));
  say({
    requests: whole.length,
    bytes: whole.reduce((sum, { answeredBytes }) => sum + answeredBytes, 0),
  });
}
process.exit(0);
