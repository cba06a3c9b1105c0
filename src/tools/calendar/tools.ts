import type { AnyTool } from "../tool.ts";
import { calendarCreateEvent } from "./create-event.ts";
import { calendarDeleteEvent } from "./delete-event.ts";
import { calendarGetEvent } from "./get-event.ts";
import { calendarListCalendars } from "./list-calendars.ts";
import { calendarListEvents } from "./list-events.ts";
import { calendarListInstances } from "./list-instances.ts";
import { calendarRespondEvent } from "./respond-event.ts";

/** The Calendar tools, in the order in which clients see them. */
export const calendarTools: readonly AnyTool[] = [
  calendarListCalendars,
  calendarListEvents,
  calendarGetEvent,
  calendarCreateEvent,
  calendarDeleteEvent,
  calendarRespondEvent,
  calendarListInstances,
];
