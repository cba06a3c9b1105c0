import { z } from "zod";
import { ApiError, type ApiRequest, type Route } from "../api.ts";
import { owned } from "./calendar-routes.ts";
import { pageOf, syncTokenFor } from "./paging.ts";
import type { StoredCalendar, StoredRule } from "./state.ts";

const bodySchema = z.object({
  role: z.string().nullish(),
  scope: z.object({ type: z.string().nullish(), value: z.string().nullish() }).nullish(),
});

const ROLES = ["none", "freeBusyReader", "reader", "writer", "owner"];

/** Who may see a calendar. */
export function aclRoutes(calendarOf: (request: ApiRequest) => StoredCalendar): Record<string, Route> {
  return {
    "calendar.acl.list": {
      verb: "GET",
      path: "/calendar/v3/calendars/{calendarId}/acl",
      handle(request) {
        const calendar = calendarOf(request);
        if (calendar.accessRole !== "owner" && calendar.accessRole !== "writer")
          throw new ApiError(403, "forbidden", "Forbidden");
        const { page, nextPageToken } = pageOf(rulesOf(calendar, request), request.query, 250, 100);
        return {
          json: {
            kind: "calendar#acl",
            etag: `"${rulesOf(calendar, request).length}"`,
            items: page.map(shapeOf),
            ...(nextPageToken !== undefined ? { nextPageToken } : { nextSyncToken: syncTokenFor(0) }),
          },
        };
      },
    },
    "calendar.acl.insert": {
      verb: "POST",
      path: "/calendar/v3/calendars/{calendarId}/acl",
      handle(request) {
        const calendar = owned(calendarOf(request));
        const rule = readRule(request);
        checkOther(rule.id, request);
        calendar.rules = [...rulesOf(calendar, request).filter(({ id }) => id !== rule.id), rule];
        const notified = request.query.get("sendNotifications") !== "false" && rule.type !== "default";
        if (notified && rule.value !== undefined) calendar.sharedWith = [...(calendar.sharedWith ?? []), rule.value];
        return { json: shapeOf(rule) };
      },
    },
    "calendar.acl.delete": {
      verb: "DELETE",
      path: "/calendar/v3/calendars/{calendarId}/acl/{ruleId}",
      handle(request) {
        const calendar = owned(calendarOf(request));
        const { ruleId } = request.path;
        const rules = rulesOf(calendar, request);
        if (!rules.some(({ id }) => id === ruleId)) throw new ApiError(404, "notFound", "Not Found");
        checkOther(ruleId, request);
        calendar.rules = rules.filter(({ id }) => id !== ruleId);
        return {};
      },
    },
  };
}

/** A calendar that nobody has shared yet belongs to its owner alone. */
function rulesOf(calendar: StoredCalendar, { account }: ApiRequest): StoredRule[] {
  return calendar.rules ?? [{ id: `user:${account.email}`, type: "user", value: account.email, role: "owner" }];
}

function checkOther(id: string | undefined, { account }: ApiRequest): void {
  if (id !== `user:${account.email}`) return;
  throw new ApiError(403, "cannotChangeOwnAcl", "Cannot change your own access level.", { domain: "calendar" });
}

/** @throws ApiError 400 in Calendar's wording */
function readRule(request: ApiRequest): StoredRule {
  const { role, scope } = bodySchema.parse(request.body ?? {});
  if (!role) throw new ApiError(400, "required", "Missing role.");
  if (!ROLES.includes(role)) throw new ApiError(400, "invalid", "Invalid role value.");
  const type = scope?.type ?? "";
  if (type === "") throw new ApiError(400, "required", "Missing scope type.");
  if (type === "default") {
    if (role === "writer" || role === "owner") throw new ApiError(400, "invalid", "Invalid role value.");
    return { id: "default", type, role };
  }
  const value = scope?.value?.toLowerCase() ?? "";
  const isValue = type === "domain" ? /^[a-z0-9.-]+\.[a-z]{2,}$/ : /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/;
  if (!["user", "group", "domain"].includes(type) || !isValue.test(value))
    throw new ApiError(400, "invalid", "Invalid scope value.");
  return { id: `${type}:${value}`, type, value, role };
}

function shapeOf({ id, type, value, role }: StoredRule): Record<string, unknown> {
  return {
    kind: "calendar#aclRule",
    etag: `"${id.length}${role}"`,
    id,
    scope: { type, ...(value !== undefined && { value }) },
    role,
  };
}
