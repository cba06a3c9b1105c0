import { readdir } from "node:fs/promises";
import { Agent, request } from "node:http";
import type { Figure } from "./figure.ts";
import { inTurn, median } from "./statistics.ts";
import { type Subject, startServer } from "./subject.ts";

/** A call that does one request. */
const ONE_REQUEST = "tasks_list_lists";
const THE_REQUEST = "/tasks/v1/users/@me/lists?maxResults=100";

/** Point 3: what a call takes beside the network's time. */
export async function overheadFigures(subject: Subject): Promise<Figure[]> {
  const [first, network] = await inTurn(subject.quick ? 3 : 7, () => firstCall(subject), directOnce(subject));
  const server = startServer(subject);
  await server.initialize();
  const direct = directOnce(subject);
  const later = () => timed(() => server.call(ONE_REQUEST));
  await inTurn(30, later, direct);
  const [calls, requests] = await inTurn(subject.quick ? 50 : 300, later, direct);
  await server.close();
  const figure = (what: string, ours: number[], theirs: number[], atMost: number): Figure => ({
    point: 3,
    what,
    value: median(ours) - median(theirs),
    unit: " ms",
    target: { atMost },
    detail: `${median(ours).toFixed(1)} ms, the request alone ${median(theirs).toFixed(1)} ms`,
  });
  return [
    figure("first call after start, beside the network", first, network, 350),
    figure("later calls, beside the network", calls, requests, 3),
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function firstCall(subject: Subject): Promise<number> {
  const server = startServer(subject);
  await server.initialize();
  await server.request("tools/list", {});
  const time = await timed(() => server.call(ONE_REQUEST));
  await server.close();
  return time;
}

/** The same request over a connection that is kept, without anything of ours. */
function directOnce({ emulator }: Subject): () => Promise<number> {
  const agent = new Agent({ keepAlive: true });
  return () => timed(() => getDirectly(agent, `http://${emulator.relay}${THE_REQUEST}`, emulator.token));
}

/** Bytes of the answer to a GET request. */
export function getDirectly(agent: Agent, url: string, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url} answered ${response.statusCode}`)),
      );
    });
    sent.on("error", reject).end();
  });
}

/** Point 7: many calls at once. */
export async function burstFigures(subject: Subject): Promise<Figure[]> {
  const { messageIds, calendarIds, folderId } = subject.emulator;
  const tools: [string, Record<string, unknown>][] = [
    ["gmail_search", { query: "subject:Measured" }],
    ["gmail_get_message", { ids: messageIds.slice(0, 5) }],
    ["calendar_list_events", { calendar_ids: calendarIds }],
    ["drive_list_folder", { folder_id: folderId }],
    ["contacts_list", {}],
  ];
  const calls = Array.from({ length: 10 }, () => tools).flat();
  const server = startServer(subject);
  await server.initialize();
  for (const [name, input] of tools) await server.call(name, input);
  const before = server.memory;
  const inARow = await timed(async () => {
    for (const [name, input] of calls) await server.call(name, input);
  });
  const atOnce = await timed(() => Promise.all(calls.map(([name, input]) => server.call(name, input))));
  const grown = server.memory - before;
  await server.close();
  const detail = `${atOnce.toFixed(0)} ms, in a row ${inARow.toFixed(0)} ms`;
  return [
    {
      point: 7,
      what: "50 calls at once, to 50 in a row",
      value: atOnce / inARow,
      unit: "×",
      target: { atMost: 1 },
      detail,
    },
    { point: 7, what: "memory that they add", value: grown, unit: " MB", target: { atMost: 60 }, detail: "after both" },
  ];
}

/** Point 8: very many calls in a row. */
export async function enduranceFigures(subject: Subject): Promise<Figure[]> {
  const server = startServer(subject);
  await server.initialize();
  const handles = async () => (await readdir(`/proc/${server.child.pid}/fd`)).length;
  const [warm, all] = subject.quick ? [100, 500] : [500, 10_000];
  const repeat = async (times: number) => {
    for (let count = 0; count < times; count += 1) await server.call(ONE_REQUEST);
  };
  await repeat(warm);
  const [memory, open] = [server.memory, await handles()];
  await repeat(all - warm);
  const [grown, left] = [server.memory / memory, (await handles()) - open];
  await server.close();
  const detail = `${(grown * memory).toFixed(0)} MB, after ${warm} calls ${memory.toFixed(0)} MB`;
  return [
    { point: 8, what: `memory after ${all} calls`, value: grown, unit: "×", target: { atMost: 1.1 }, detail },
    { point: 8, what: "handles that they leave open", value: left, unit: "", target: { atMost: 0 }, detail: "/proc" },
  ];
}
