import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";

/**
 * Makes Google refuse a change of an event when somebody else was faster, with 412 (Calendar API, "Get specific versions
 * of resources").
 * @param event as it was read, with its `etag`
 */
export function ifUnchanged({ etag }: calendar_v3.Schema$Event): { headers: Record<string, string> } {
  return { headers: etag ? { "If-Match": etag } : {} };
}
