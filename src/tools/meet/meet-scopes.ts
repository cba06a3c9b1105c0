import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What making spaces takes. */
export const MAKE_SPACES: ScopeNeeds = [[scope("meetings.space.created")]];

/** What seeing a space takes; with `meetings.space.created` alone, only spaces made here are found. */
export const SEE_SPACES: ScopeNeeds = [
  [scope("meetings.space.readonly"), scope("meetings.space.settings"), scope("meetings.space.created")],
];

/** What changing a space takes; `meetings.space.created` reaches only spaces made here. */
export const CHANGE_SPACES: ScopeNeeds = [[scope("meetings.space.settings"), scope("meetings.space.created")]];

/** What seeing calls takes; with `meetings.space.created` alone, only those in spaces made here. */
export const SEE_CONFERENCES: ScopeNeeds = [[scope("meetings.space.readonly"), scope("meetings.space.created")]];
