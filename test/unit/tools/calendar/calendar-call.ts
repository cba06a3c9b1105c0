import { calendarTools } from "../../../../src/tools/calendar/tools.ts";
import type { AnyTool } from "../../../../src/tools/tool.ts";
import { addEvent, type StoredCalendar, type StoredEvent } from "../../../emulator/calendar/state.ts";
import type { Emulator } from "../../../emulator/emulator.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

export function calendarTool(name: string): AnyTool {
  const tool = calendarTools.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return tool;
}

let people = 0;

/** A person in Berlin with an empty calendar, and calls for them. */
export function freshPerson(emulator: Emulator, more: { timeZone?: string; hostedDomain?: string } = {}) {
  people += 1;
  const email = `planner${people}@example.com`;
  emulator.world.addAccount({ email, ...more });
  const state = emulator.calendar.state(email);
  for (const calendar of state.calendars) calendar.events = [];
  const primary = calendarAt(state.calendars, 0);
  const call = (name: string, input: Record<string, unknown> = {}, options: ToolCallOptions = {}) =>
    runTool(emulator, calendarTool(name), input, { email, ...options });
  const put = (event: Parameters<typeof addEvent>[1] | Omit<Parameters<typeof addEvent>[1], "now">) =>
    addEvent(primary, { now: emulator.world.now(), ...event });
  /** The events as they are now, deleted ones left out. */
  const events = (): StoredEvent[] => primary.events.filter(({ status }) => status !== "cancelled");
  return { email, state, primary, team: calendarAt(state.calendars, 1), call, put, events };
}

function calendarAt(calendars: readonly StoredCalendar[], index: number): StoredCalendar {
  const calendar = calendars[index];
  if (!calendar) throw new Error("the seed has calendars");
  return calendar;
}

/** A time in Berlin's winter. */
export function berlin(local: string) {
  return { dateTime: `${local}:00+01:00`, timeZone: "Europe/Berlin" };
}
