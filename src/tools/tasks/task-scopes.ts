import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What seeing tasks takes. */
export const SEE_TASKS: ScopeNeeds = [[scope("tasks.readonly"), scope("tasks")]];

/** What changing tasks takes. */
export const CHANGE_TASKS: ScopeNeeds = [[scope("tasks")]];
