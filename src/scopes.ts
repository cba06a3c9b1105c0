/** The Google services that tools belong to, in the order in which people see them. */
export const SERVICES = ["gmail", "drive", "calendar"] as const;
export type Service = (typeof SERVICES)[number];

/** The full name of a scope, as Google's discovery documents and token answers write it. */
export function scope(name: string): string {
  return name.startsWith("https://") ? name : `https://www.googleapis.com/auth/${name}`;
}

/** What every sign-in asks for besides the services: who the person is. */
export const IDENTITY_SCOPES: readonly string[] = ["openid", "email"];

interface ServiceScopes {
  /** How people call the service. */
  readonly title: string;
  /** The narrowest set that serves all of the service's tools. */
  readonly full: readonly string[];
  /** The narrowest set that serves the service's reading tools. */
  readonly readOnly: readonly string[];
}

/** What a sign-in asks for, by service (SECURITY-SPEC 1.6). A test proves each set sufficient and without surplus. */
export const SERVICE_SCOPES: Readonly<Record<Service, ServiceScopes>> = {
  gmail: { title: "Gmail", full: [scope("gmail.modify")], readOnly: [scope("gmail.readonly")] },
  drive: {
    title: "Drive",
    full: [scope("drive.readonly"), scope("drive.file")],
    readOnly: [scope("drive.readonly")],
  },
  calendar: {
    title: "Calendar",
    full: [scope("calendar.calendarlist.readonly"), scope("calendar.events")],
    readOnly: [scope("calendar.calendarlist.readonly"), scope("calendar.events.readonly")],
  },
};

/** What a granted scope allows, in words for the person who granted it. */
export const SCOPE_WORDS: ReadonlyMap<string, string> = new Map([
  [scope("gmail.modify"), "read, write and send mail, change labels"],
  [scope("gmail.readonly"), "read mail"],
  [scope("gmail.send"), "send mail"],
  [scope("drive.readonly"), "see and read all Drive files"],
  [scope("drive.file"), "create Drive files, and change those made here"],
  [scope("drive"), "see, change and delete all Drive files"],
  [scope("calendar.calendarlist.readonly"), "see the list of calendars"],
  [scope("calendar.events"), "see and change events"],
  [scope("calendar.events.readonly"), "see events"],
]);
