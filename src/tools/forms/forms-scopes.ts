import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** Any of them reads what a form asks; answers can then be shown by it. */
export const READ_QUESTIONS: readonly [string, ...string[]] = [
  scope("forms.body.readonly"),
  scope("forms.body"),
  scope("drive.readonly"),
  scope("drive"),
  scope("drive.file"),
];

/** What reading a form takes. */
export const READ_FORMS: ScopeNeeds = [READ_QUESTIONS];

/** What making and changing forms takes; `drive.file` reaches those that were made here. */
export const CHANGE_FORMS: ScopeNeeds = [[scope("drive.file"), scope("forms.body"), scope("drive")]];

/** What reading answers takes. */
export const READ_RESPONSES: ScopeNeeds = [[scope("forms.responses.readonly"), scope("drive"), scope("drive.file")]];
