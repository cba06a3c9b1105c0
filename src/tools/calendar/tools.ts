import type { AnyTool } from "../tool.ts";
import { calendarCreateEvent } from "./create-event.ts";
import { calendarListCalendars } from "./list-calendars.ts";
import { calendarListEvents } from "./list-events.ts";

/** The Calendar tools, in the order in which clients see them. */
export const calendarTools: readonly AnyTool[] = [calendarListCalendars, calendarListEvents, calendarCreateEvent];
