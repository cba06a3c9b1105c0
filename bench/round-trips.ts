import { Agent } from "node:http";
import { getDirectly } from "./calls.ts";
import type { Figure } from "./figure.ts";
import { inTurn, median } from "./statistics.ts";
import { type Subject, startServer } from "./subject.ts";

/** Milliseconds of the way to the emulator and back. */
const DELAY_MS = 50;

/** Point 4: how often a call waits for the network. */
export async function roundTripFigures(subject: Subject): Promise<Figure[]> {
  const { emulator } = subject;
  const calls: [string, string, Record<string, unknown>][] = [
    ["`gmail_search` of 25", "gmail_search", { query: "subject:Measured", page_size: 25 }],
    ["`gmail_get_message` of 50", "gmail_get_message", { ids: emulator.messageIds.slice(0, 50) }],
    ["`contacts_list` of 50", "contacts_list", { page_size: 50 }],
    ["`calendar_list_events` of 10 calendars", "calendar_list_events", { calendar_ids: emulator.calendarIds }],
    ["`drive_list_folder`, depth 2", "drive_list_folder", { folder_id: emulator.folderId, depth: 2 }],
  ];
  const server = startServer(subject);
  await server.initialize();
  const figures: Figure[] = [];
  for (const [what, name, input] of calls) {
    const at = (delay: number) => async () => {
      await emulator.setDelay(delay);
      const start = performance.now();
      await server.call(name, input);
      return performance.now() - start;
    };
    await inTurn(3, at(0), at(DELAY_MS));
    const [near, far] = await inTurn(subject.quick ? 3 : 9, at(0), at(DELAY_MS));
    const more = median(far) - median(near);
    const detail = `${DELAY_MS} ms of delay make it ${more.toFixed(0)} ms longer`;
    const value = Math.round(more / DELAY_MS);
    figures.push({ point: 4, what, value, unit: " round trips", target: { atMost: 3 }, detail });
  }
  await emulator.setDelay(0);
  await server.close();
  return figures;
}

/** Point 5: how much is received, before compression. */
export async function byteFigures(subject: Subject): Promise<Figure[]> {
  const { emulator } = subject;
  const server = startServer(subject);
  await server.initialize();
  await emulator.beginCount();
  await server.call("gmail_search", { query: "subject:Measured", page_size: 25 });
  const { bytes } = await emulator.endCount();
  await server.close();
  const agent = new Agent({ keepAlive: true });
  let whole = 0;
  for (const id of emulator.messageIds.slice(0, 25)) {
    const url = `http://${emulator.relay}/gmail/v1/users/me/messages/${id}?format=full`;
    whole += await getDirectly(agent, url, emulator.token);
  }
  agent.destroy();
  const detail = `${(bytes / 1000).toFixed(0)} kB, the messages whole ${(whole / 1000).toFixed(0)} kB`;
  const what = "bytes of a search of 25, to the messages whole";
  return [{ point: 5, what, value: (100 * bytes) / whole, unit: " %", target: { atMost: 10 }, detail }];
}
