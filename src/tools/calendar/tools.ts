import type { AnyTool } from "../tool.ts";
import { calendarCreateEvent } from "./create-event.ts";
import { calendarDeleteEvent } from "./delete-event.ts";
import { calendarFindTime } from "./find-time.ts";
import { calendarGetEvent } from "./get-event.ts";
import { calendarListCalendars } from "./list-calendars.ts";
import { calendarListColors } from "./list-colors.ts";
import { calendarListEvents } from "./list-events.ts";
import { calendarListInstances } from "./list-instances.ts";
import { calendarCreateCalendar, calendarDeleteCalendar, calendarUpdateCalendar } from "./manage-calendars.ts";
import { calendarMoveEvent } from "./move-event.ts";
import { calendarQueryFreebusy } from "./query-freebusy.ts";
import { calendarQuickAdd } from "./quick-add.ts";
import { calendarRespondEvent } from "./respond-event.ts";
import { calendarShareCalendar } from "./share-calendar.ts";
import { calendarUpdateEvent } from "./update-event.ts";

/** The Calendar tools, in the order in which clients see them. */
export const calendarTools: readonly AnyTool[] = [
  calendarListCalendars,
  calendarListEvents,
  calendarGetEvent,
  calendarCreateEvent,
  calendarUpdateEvent,
  calendarDeleteEvent,
  calendarRespondEvent,
  calendarQueryFreebusy,
  calendarFindTime,
  calendarQuickAdd,
  calendarListInstances,
  calendarMoveEvent,
  calendarCreateCalendar,
  calendarUpdateCalendar,
  calendarDeleteCalendar,
  calendarShareCalendar,
  calendarListColors,
];
