import { ApiError } from "../api.ts";
import type { StoredConference, StoredMeetSpace } from "./state.ts";

type Test = (conference: StoredConference, space: StoredMeetSpace) => boolean;

const TERM =
  /^\s*(?:(space\.name|space\.meeting_code)\s*=\s*"([^"]*)"|(start_time|end_time)\s*(>=|<=|>|<|=)\s*"([^"]*)"|(end_time)\s+IS\s+(NOT\s+)?NULL)\s*$/;

/**
 * A filter of `conferenceRecords.list`: terms over `space.name`, `space.meeting_code`, `start_time` and `end_time`, joined
 * by AND.
 * @throws ApiError 400 for anything else
 */
export function compileFilter(filter: string | null): Test {
  if (filter === null || filter.trim() === "") return () => true;
  const tests = filter.split(/\s+AND\s+/).map(compileTerm);
  return (conference, space) => tests.every((test) => test(conference, space));
}

function compileTerm(term: string): Test {
  const [matched, spaceField, spaceValue, timeField, operator, timeValue, , not] = TERM.exec(term) ?? [];
  if (matched === undefined) throw invalid();
  if (spaceField === "space.name") return (_, { id }) => `spaces/${id}` === spaceValue;
  if (spaceField !== undefined) return (_, { code }) => code === spaceValue;
  if (timeField === undefined) return ({ end }) => (end !== undefined) === (not !== undefined);
  const instant = Date.parse(timeValue ?? "");
  if (Number.isNaN(instant)) throw invalid();
  return ({ start, end }) => compare(timeField === "start_time" ? start : end, operator ?? "=", instant);
}

function compare(value: number | undefined, operator: string, bound: number): boolean {
  if (value === undefined) return false;
  switch (operator) {
    case ">=":
      return value >= bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case "<":
      return value < bound;
    default:
      return value === bound;
  }
}

function invalid(): ApiError {
  return new ApiError(400, "badRequest", "Request contains an invalid argument.");
}
