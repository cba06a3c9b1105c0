import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What reading presentations takes. */
export const READ_SLIDES: ScopeNeeds = [
  [
    scope("presentations.readonly"),
    scope("presentations"),
    scope("drive.readonly"),
    scope("drive"),
    scope("drive.file"),
  ],
];

/** What making and changing presentations takes; `drive.file` reaches those that were made here. */
export const CHANGE_SLIDES: ScopeNeeds = [[scope("drive.file"), scope("presentations"), scope("drive")]];
