import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";

/** The calendar's own zone, in which local times are meant unless another is named; scopes for events suffice to ask it. */
export async function calendarZone(calendar: calendar_v3.Calendar, calendarId: string): Promise<string> {
  const { data } = await calendar.events.list({ calendarId, maxResults: 1, fields: "timeZone" });
  return data.timeZone ?? "UTC";
}
