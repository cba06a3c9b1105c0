/** The Google services that tools belong to, in the order in which people see them. */
export const SERVICES = [
  "gmail",
  "drive",
  "calendar",
  "docs",
  "sheets",
  "slides",
  "forms",
  "tasks",
  "contacts",
  "chat",
  "meet",
  "script",
] as const;
export type Service = (typeof SERVICES)[number];

/** What `login` asks for unless told otherwise: Chat, Meet and Apps Script need more setting up in Google's console. */
export const DEFAULT_SERVICES: readonly Service[] = SERVICES.filter(
  (service) => !["chat", "meet", "script"].includes(service),
);

/** The full name of a scope, as Google's discovery documents and token answers write it. */
export function scope(name: string): string {
  return name.startsWith("https://") ? name : `https://www.googleapis.com/auth/${name}`;
}

/** What every sign-in asks for besides the services: who the person is. */
export const IDENTITY_SCOPES: readonly string[] = ["openid", "email"];

interface ServiceScopes {
  /** How people call the service. */
  readonly title: string;
  /** The narrowest set that serves all of the service's tools but those of `separate`. */
  readonly full: readonly string[];
  /** The narrowest set that serves the service's reading tools. */
  readonly readOnly: readonly string[];
  /** Far-reaching or seldom needed: asked for only when a tool that needs it is named (`login --tools`). */
  readonly separate?: readonly string[];
}

/** What a sign-in asks for, by service (SECURITY-SPEC 1.6). A test proves each set sufficient and without surplus. */
export const SERVICE_SCOPES: Readonly<Record<Service, ServiceScopes>> = {
  gmail: {
    title: "Gmail",
    full: [scope("gmail.modify")],
    readOnly: [scope("gmail.readonly")],
    separate: [scope("gmail.settings.basic"), "https://mail.google.com/"],
  },
  drive: {
    title: "Drive",
    full: [scope("drive.readonly"), scope("drive.file")],
    readOnly: [scope("drive.readonly")],
  },
  calendar: {
    title: "Calendar",
    full: [scope("calendar.readonly"), scope("calendar.events")],
    readOnly: [scope("calendar.readonly")],
    separate: [scope("calendar.calendars"), scope("calendar.acls")],
  },
  docs: { title: "Docs", full: [scope("documents")], readOnly: [scope("documents.readonly")] },
  sheets: { title: "Sheets", full: [scope("spreadsheets")], readOnly: [scope("spreadsheets.readonly")] },
  slides: { title: "Slides", full: [scope("presentations")], readOnly: [scope("presentations.readonly")] },
  forms: {
    title: "Forms",
    full: [scope("forms.body"), scope("forms.responses.readonly")],
    readOnly: [scope("forms.body.readonly"), scope("forms.responses.readonly")],
  },
  tasks: { title: "Tasks", full: [scope("tasks")], readOnly: [scope("tasks.readonly")] },
  contacts: {
    title: "Contacts",
    full: [scope("contacts"), scope("contacts.other.readonly"), scope("directory.readonly")],
    readOnly: [scope("contacts.readonly"), scope("contacts.other.readonly"), scope("directory.readonly")],
  },
  chat: {
    title: "Chat",
    full: [scope("chat.spaces"), scope("chat.messages"), scope("chat.memberships.readonly")],
    readOnly: [scope("chat.spaces.readonly"), scope("chat.messages.readonly"), scope("chat.memberships.readonly")],
    separate: [scope("chat.memberships")],
  },
  meet: {
    title: "Meet",
    full: [scope("meetings.space.created"), scope("meetings.space.readonly")],
    readOnly: [scope("meetings.space.readonly")],
  },
  script: {
    title: "Apps Script",
    full: [
      scope("drive.metadata.readonly"),
      scope("script.projects"),
      scope("script.deployments"),
      scope("script.processes"),
    ],
    readOnly: [scope("drive.metadata.readonly"), scope("script.projects.readonly"), scope("script.processes")],
    separate: [scope("drive")],
  },
};

/** What a granted scope allows, in words for the person who granted it. */
export const SCOPE_WORDS: ReadonlyMap<string, string> = new Map([
  ["https://mail.google.com/", "everything in Gmail, also deleting for good"],
  [scope("gmail.modify"), "read, write and send mail, change labels"],
  [scope("gmail.readonly"), "read mail"],
  [scope("gmail.send"), "send mail"],
  [scope("gmail.settings.basic"), "change filters, signature and vacation reply"],
  [scope("gmail.labels"), "see and change mail labels"],
  [scope("drive.readonly"), "see and read all Drive files"],
  [scope("drive.metadata.readonly"), "see the names and details of all Drive files"],
  [scope("drive.file"), "create Drive files, and change those made here"],
  [scope("drive"), "see, change and delete all Drive files"],
  [scope("calendar.readonly"), "see calendars, events and settings"],
  [scope("calendar.events"), "see and change events"],
  [scope("calendar.calendars"), "create, change and delete calendars"],
  [scope("calendar.acls"), "change who can see calendars"],
  [scope("calendar.app.created"), "create calendars, and change those made here"],
  [scope("calendar.freebusy"), "see when people are busy"],
  [scope("documents"), "see, create and change documents"],
  [scope("documents.readonly"), "read documents"],
  [scope("spreadsheets"), "see, create and change spreadsheets"],
  [scope("spreadsheets.readonly"), "read spreadsheets"],
  [scope("presentations"), "see, create and change presentations"],
  [scope("presentations.readonly"), "read presentations"],
  [scope("forms.body"), "see, create and change forms"],
  [scope("forms.body.readonly"), "read forms"],
  [scope("forms.responses.readonly"), "read answers to forms"],
  [scope("tasks"), "see and change tasks"],
  [scope("tasks.readonly"), "see tasks"],
  [scope("contacts"), "see, change and delete contacts"],
  [scope("contacts.readonly"), "see contacts"],
  [scope("contacts.other.readonly"), "see people you have written with"],
  [scope("directory.readonly"), "see your organization's directory"],
  [scope("chat.spaces"), "see, create and change Chat spaces"],
  [scope("chat.spaces.readonly"), "see Chat spaces"],
  [scope("chat.messages"), "read, send, change and delete Chat messages"],
  [scope("chat.messages.readonly"), "read Chat messages"],
  [scope("chat.memberships"), "see, add and remove members of Chat spaces"],
  [scope("chat.memberships.readonly"), "see members of Chat spaces"],
  [scope("meetings.space.created"), "create Meet links and change those made here"],
  [scope("meetings.space.readonly"), "see meetings, recordings and transcripts"],
  [scope("script.projects"), "see and change Apps Script projects"],
  [scope("script.projects.readonly"), "read Apps Script projects"],
  [scope("script.deployments"), "see and change deployments of Apps Script projects"],
  [scope("script.processes"), "see runs of Apps Script projects"],
]);
