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

/** What seeing busy times takes. */
export const SEE_BUSY: ScopeNeeds = [
  [scope("calendar.freebusy"), scope("calendar.events.freebusy"), scope("calendar.readonly"), scope("calendar")],
];

/** What finding a time takes: busy times, and the person's own zone. */
export const FIND_TIME: ScopeNeeds = [[scope("calendar.readonly"), scope("calendar")]];

/** What making a calendar takes. */
export const MAKE_CALENDARS: ScopeNeeds = [
  [scope("calendar.app.created"), scope("calendar.calendars"), scope("calendar")],
];

/** What changing and deleting calendars takes. */
export const CHANGE_CALENDARS: ScopeNeeds = [[scope("calendar.calendars"), scope("calendar")]];

/** What sharing calendars takes. */
export const SHARE_CALENDARS: ScopeNeeds = [[scope("calendar.acls"), scope("calendar")]];
