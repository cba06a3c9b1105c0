import * as z from "zod";

/** A thing that a resource address leads to, as a list tells of it. */
export interface Item {
  /** The variables of its address. */
  readonly variables: Readonly<Record<string, string>>;
  /** What people call it: a subject, a name, a title. */
  readonly name: string;
  /** Who or when, in a few words. */
  readonly detail: string;
}

export type ResourceName = "gmail_message" | "drive_file" | "calendar_event";

/** A kind of resource: how it is addressed, which tool reads it, and which one lists recent ones. */
export interface ResourceKind {
  readonly name: ResourceName;
  readonly title: string;
  readonly description: string;
  /** URI template without its query (RFC 6570). */
  readonly template: string;
  /** Absent where it differs from one to the next (MCP, "Resource Templates"). */
  readonly mimeType?: string;
  readonly reads: {
    readonly tool: string;
    /** Whether long content can be read in pieces. */
    readonly inPieces: boolean;
    input(variables: Readonly<Record<string, string>>): Record<string, unknown>;
  };
  readonly lists: {
    readonly tool: string;
    /** @param variables those that are known already */
    input(variables: Readonly<Record<string, string>>): Record<string, unknown>;
    /** @param data what the tool has given as data */
    items(data: unknown): Item[];
  };
}

/** Recent things that are looked at to complete an id. */
const MOST_RECENT = 50;

const messagesSchema = z.object({
  messages: z.array(z.object({ id: z.string(), subject: z.string(), from: z.string(), date: z.string() })),
});
const filesSchema = z.object({
  files: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), modified: z.string() })),
});
const eventsSchema = z.object({
  events: z.array(z.object({ id: z.string(), calendar: z.string(), title: z.string(), start: z.string() })),
});

export const RESOURCE_KINDS: readonly ResourceKind[] = [
  {
    name: "gmail_message",
    title: "Mail message",
    description: "A message by id: headers, text and what is attached. Long ones go on with ?offset=.",
    template: "gmail://message/{id}",
    mimeType: "text/plain",
    reads: { tool: "gmail_get_message", inPieces: true, input: ({ id }) => ({ ids: [id] }) },
    lists: {
      tool: "gmail_search",
      input: () => ({ page_size: MOST_RECENT }),
      items: (data) =>
        (messagesSchema.safeParse(data).data?.messages ?? []).map(({ id, subject, from, date }) => ({
          variables: { id },
          name: subject,
          detail: `${from}, ${date}`,
        })),
    },
  },
  {
    name: "drive_file",
    title: "Drive file",
    description:
      "A file by id: documents as Markdown, tables and text, images as images. Long ones go on with ?offset=.",
    template: "drive://file/{id}",
    reads: { tool: "drive_read_file", inPieces: true, input: ({ id }) => ({ file_id: id }) },
    lists: {
      tool: "drive_search",
      input: () => ({ page_size: MOST_RECENT }),
      items: (data) =>
        (filesSchema.safeParse(data).data?.files ?? []).map(({ id, name, type, modified }) => ({
          variables: { id },
          name,
          detail: `${type}, ${modified}`,
        })),
    },
  },
  {
    name: "calendar_event",
    title: "Calendar event",
    description: "An event by calendar (primary, or a calendar's id) and id: time, guests, description, links.",
    template: "calendar://event/{calendar}/{id}",
    mimeType: "text/markdown",
    reads: {
      tool: "calendar_get_event",
      inPieces: false,
      input: ({ calendar, id }) => ({ calendar_id: calendar, event_id: id }),
    },
    lists: {
      tool: "calendar_list_events",
      input: ({ calendar }) => ({ calendar_ids: [calendar || "primary"], page_size: MOST_RECENT }),
      items: (data) =>
        (eventsSchema.safeParse(data).data?.events ?? []).map(({ id, calendar, title, start }) => ({
          variables: { calendar, id },
          name: title,
          detail: start,
        })),
    },
  },
];
