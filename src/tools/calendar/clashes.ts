import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { oneLine, shorten } from "../../content/table.ts";
import { toEventRow, whenText } from "./event-text.ts";
import type { EventTimes } from "./event-times.ts";

/** Clashes that are named. */
const MOST_CLASHES = 5;

/** Events that are looked at for them. */
const MOST_READ = 50;

/**
 * Other busy events of the calendar in the same time, in words. An all-day event clashes with other all-day ones only:
 * a day off does not get in the way of being told of it.
 * @param own ids of the event itself and of its series
 */
export async function findClashes(
  calendar: calendar_v3.Calendar,
  calendarId: string,
  times: EventTimes,
  zone: string,
  own: readonly string[],
): Promise<string[]> {
  const { data } = await calendar.events.list({
    calendarId,
    timeMin: new Date(times.from).toISOString(),
    timeMax: new Date(times.to).toISOString(),
    singleEvents: true,
    orderBy: "startTime",
    maxResults: MOST_READ,
    timeZone: zone,
    fields: "items(id,recurringEventId,summary,start,end,transparency,eventType,attendees(self,responseStatus))",
  });
  return (data.items ?? [])
    .filter(({ transparency, eventType }) => transparency !== "transparent" && eventType !== "workingLocation")
    .filter(({ start }) => !times.allDay || start?.date)
    .filter(({ attendees }) => !attendees?.some(({ self, responseStatus }) => self && responseStatus === "declined"))
    .filter(({ id, recurringEventId }) => ![id, recurringEventId].some((one) => one && own.includes(one)))
    .slice(0, MOST_CLASHES)
    .map((event) => {
      const title = shorten(oneLine(event.summary ?? "(no title)"), 100);
      return `${whenText(toEventRow(event, calendarId, zone))}: ${title}`;
    });
}

/** The clashes as lines of an answer; none where there are none. */
export function clashLines(clashes: readonly string[]): string[] {
  return clashes.length > 0 ? ["Clashes with:", ...clashes.map((clash) => `- ${clash}`)] : [];
}
