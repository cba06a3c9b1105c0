import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What seeing the list of calendars takes. */
export const SEE_CALENDARS: ScopeNeeds = [
  [
    scope("calendar.calendarlist.readonly"),
    scope("calendar.calendarlist"),
    scope("calendar.readonly"),
    scope("calendar"),
  ],
];

/** What seeing events takes. */
export const SEE_EVENTS: ScopeNeeds = [
  [scope("calendar.events.readonly"), scope("calendar.events"), scope("calendar.readonly"), scope("calendar")],
];

/** What making events takes. */
export const MAKE_EVENTS: ScopeNeeds = [[scope("calendar.events"), scope("calendar")]];
