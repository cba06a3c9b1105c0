import * as z from "zod";

/** What Google Calendar calls the colours of events; the API gives ids and hex values only (Calendar API, "Colors: get"). */
export const EVENT_COLORS: ReadonlyMap<string, string> = new Map([
  ["1", "Lavender"],
  ["2", "Sage"],
  ["3", "Grape"],
  ["4", "Flamingo"],
  ["5", "Banana"],
  ["6", "Tangerine"],
  ["7", "Peacock"],
  ["8", "Graphite"],
  ["9", "Blueberry"],
  ["10", "Basil"],
  ["11", "Tomato"],
]);

/** The same for calendars. */
export const CALENDAR_COLORS: ReadonlyMap<string, string> = new Map([
  ["1", "Cocoa"],
  ["2", "Flamingo"],
  ["3", "Tomato"],
  ["4", "Tangerine"],
  ["5", "Pumpkin"],
  ["6", "Mango"],
  ["7", "Eucalyptus"],
  ["8", "Basil"],
  ["9", "Pistachio"],
  ["10", "Avocado"],
  ["11", "Citron"],
  ["12", "Banana"],
  ["13", "Sage"],
  ["14", "Peacock"],
  ["15", "Cobalt"],
  ["16", "Blueberry"],
  ["17", "Lavender"],
  ["18", "Wisteria"],
  ["19", "Graphite"],
  ["20", "Birch"],
  ["21", "Radicchio"],
  ["22", "Cherry Blossom"],
  ["23", "Grape"],
  ["24", "Amethyst"],
]);

const NAMES = [...EVENT_COLORS.values()].join(", ");

/** An event's colour by name or id; its id comes out. */
export const eventColor = z
  .string()
  .max(20, `expected a colour's id, or one of ${NAMES}`)
  .transform((value, context) => {
    const found = [...EVENT_COLORS].find(
      ([id, name]) => id === value || name.toLowerCase() === value.trim().toLowerCase(),
    );
    if (found) return found[0];
    context.addIssue({ code: "custom", message: `expected a colour's id, or one of ${NAMES}` });
    return z.NEVER;
  });
