import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { htmlToText } from "../../content/html-to-text.ts";
import { oneLine } from "../../content/table.ts";
import { toEventRow, whenText } from "./event-text.ts";

/** All that is known of an event, a line a fact and its description at the end. */
export function eventDetails(event: calendar_v3.Schema$Event, zone: string): string {
  const row = toEventRow(event, "", zone);
  const facts: [string, string | null | undefined][] = [
    ["When", `${whenText(row)}${row.allDay ? "" : ` (${zone})`}`],
    ["In its own time zone", elsewhere(event, zone)],
    ["Status", event.status === "confirmed" ? undefined : event.status],
    ["Where", event.location],
    ["Organizer", event.organizer?.self ? "you" : event.organizer?.email],
    ["Guests", (event.attendees ?? []).map(guestText).join("; ")],
    ["Not all guests are shown", event.attendeesOmitted ? "yes" : undefined],
    ["Repeats", event.recurrence?.join(" ")],
    ["Occurrence of series", event.recurringEventId],
    ["Meet", event.hangoutLink],
    ["Other ways to join", otherEntries(event)],
    ["Kind", row.kind],
    ["Shows as", event.transparency === "transparent" ? "free" : undefined],
    ["Visibility", event.visibility],
    ["Reminders", remindersText(event.reminders)],
    [
      "Attachments",
      (event.attachments ?? []).map(({ title, fileUrl }) => `${title ?? ""} ${fileUrl ?? ""}`).join("; "),
    ],
    ["Link", event.htmlLink],
    ["Id", event.id],
  ];
  const lines = facts.flatMap(([name, value]) => (value ? [`${name}: ${oneLine(value)}`] : []));
  const description = event.description ? `\n\n${descriptionText(event.description)}` : "";
  return `${row.title}\n${lines.join("\n")}${description}`;
}

/** When an event is in the zone that it is kept in, where that is another one. */
function elsewhere(event: calendar_v3.Schema$Event, zone: string): string {
  const own = event.start?.timeZone;
  return event.start?.dateTime && own && own !== zone ? `${whenText(toEventRow(event, "", own))} (${own})` : "";
}

/** Descriptions are HTML when they were written in Google's editor, else plain text. */
function descriptionText(description: string): string {
  return /<\/?[a-z][^>]*>/i.test(description) ? htmlToText(description.replace(/\r?\n/g, "<br>")).text : description;
}

const ANSWERS: Readonly<Record<string, string>> = {
  accepted: "yes",
  declined: "no",
  tentative: "maybe",
  needsAction: "no answer",
};

function guestText({ email, displayName, self, optional, responseStatus, comment }: calendar_v3.Schema$EventAttendee) {
  const name = displayName ? `${displayName} <${email}>` : (email ?? "");
  const answer = ANSWERS[responseStatus ?? ""] ?? "no answer";
  return `${name}${self ? " (you)" : ""}: ${answer}${optional ? ", optional" : ""}${comment ? `, “${comment}”` : ""}`;
}

function otherEntries({ conferenceData }: calendar_v3.Schema$Event): string {
  return (conferenceData?.entryPoints ?? [])
    .filter(({ entryPointType }) => entryPointType !== "video")
    .map(({ uri, pin }) => `${uri ?? ""}${pin ? ` pin ${pin}` : ""}`)
    .join("; ");
}

function remindersText(reminders: calendar_v3.Schema$Event["reminders"]): string {
  if (!reminders) return "";
  if (reminders.useDefault) return "the calendar's own";
  const own = (reminders.overrides ?? []).map(({ method, minutes }) => `${method} ${minutes} minutes before`);
  return own.join(", ") || "none";
}
