import { ApiError } from "../api.ts";
import { isDateTime } from "../formats.ts";
import type { StoredMessage } from "./state.ts";

const invalid = () => new ApiError(400, "badRequest", "Request contains an invalid argument.");

const TIME = /^create_?time\s*([<>])\s*"([^"]*)"$/i;
const THREAD = /^thread\.name\s*=\s*"?spaces\/([\w-]+)\/threads\/([\w-]+)"?$/;

/**
 * A filter of `spaces.messages.list`: `create_time` after and before a time in quotes, one `thread.name`, joined by AND.
 * @throws ApiError 400 for anything else, as for `>=` or two threads
 */
export function messageFilter(filter: string | null, space: string): (message: StoredMessage) => boolean {
  if (filter === null || filter.trim() === "") return () => true;
  let threads = 0;
  const tests = filter.split(/\s+AND\s+/).map((raw) => {
    const term = raw.trim();
    const [, operator, time = ""] = TIME.exec(term) ?? [];
    if (operator !== undefined) {
      if (!isDateTime(time)) throw invalid();
      const at = Date.parse(time);
      return ({ created }: StoredMessage) => (operator === ">" ? created > at : created < at);
    }
    const [, inSpace, thread] = THREAD.exec(term) ?? [];
    threads += 1;
    if (thread === undefined || inSpace !== space || threads > 1) throw invalid();
    return (message: StoredMessage) => message.thread === thread;
  });
  return (message) => tests.every((test) => test(message));
}

/**
 * The order of `spaces.messages.list`.
 * @returns whether the newest comes first
 * @throws ApiError 400 for a field or direction that there is not
 */
export function newestFirst(orderBy: string | null): boolean {
  if (orderBy === null || orderBy === "") return false;
  const direction = /^(?:create_?time\s+)?(asc|desc)$/i.exec(orderBy.trim())?.[1];
  if (direction === undefined) throw invalid();
  return direction.toUpperCase() === "DESC";
}

/**
 * A filter of `spaces.list`: one or several `space_type`, joined by OR.
 * @throws ApiError 400 for anything else
 */
export function typeFilter(filter: string | null): (type: string) => boolean {
  if (filter === null || filter.trim() === "") return () => true;
  const types = filter.split(/\s+OR\s+/).map((term) => {
    const type = /^space_?type\s*=\s*"(SPACE|GROUP_CHAT|DIRECT_MESSAGE)"$/i.exec(term.trim())?.[1];
    if (type === undefined) throw invalid();
    return type;
  });
  return (type) => types.includes(type);
}

const REACTION_TERM = /^(emoji\.unicode|emoji\.custom_emoji\.uid|user\.name)\s*=\s*"([^"]*)"$/;

/**
 * A filter of `reactions.list`: emojis joined by OR, users joined by OR, and the two joined by AND, with parentheses
 * around each where both are used.
 * @param isUser whether a `users/…` of the filter is the person with an address
 * @throws ApiError 400 for what mixes them otherwise
 */
export function reactionFilter(
  filter: string | null,
  isUser: (name: string, address: string) => boolean,
): (reaction: { emoji: string; by: string }) => boolean {
  if (filter === null || filter.trim() === "") return () => true;
  const kinds = new Set<string>();
  const tests = filter.split(/\s+AND\s+/).map((raw) => {
    const group = /^\((.*)\)$/.exec(raw.trim())?.[1];
    const terms = (group ?? raw).split(/\s+OR\s+/).map((term) => {
      const [, field, value] = REACTION_TERM.exec(term.trim()) ?? [];
      if (field === undefined || value === undefined) throw invalid();
      return { kind: field.split(".")[0] ?? "", value };
    });
    const kind = terms[0]?.kind ?? "";
    const mixed = terms.some((term) => term.kind !== kind) || kinds.has(kind);
    if (mixed || (group === undefined && terms.length > 1 && / AND /.test(filter))) throw invalid();
    kinds.add(kind);
    return (reaction: { emoji: string; by: string }) =>
      terms.some(({ value }) => (kind === "emoji" ? reaction.emoji === value : isUser(value, reaction.by)));
  });
  return (reaction) => tests.every((test) => test(reaction));
}
