import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What reading projects takes. */
export const READ_PROJECTS: ScopeNeeds = [[scope("script.projects.readonly"), scope("script.projects")]];

/** What making and changing projects and versions takes. */
export const CHANGE_PROJECTS: ScopeNeeds = [[scope("script.projects")]];

/** What seeing and changing deployments takes. */
export const CHANGE_DEPLOYMENTS: ScopeNeeds = [[scope("script.deployments")]];

/** What seeing runs takes. */
export const SEE_PROCESSES: ScopeNeeds = [[scope("script.processes")]];

/**
 * What running a function takes: the scopes that the script itself uses, of which Google knows these. `userinfo.email` is
 * one more, but every sign-in has it and hardly a script is content with it.
 */
export const RUN_SCRIPTS: ScopeNeeds = [
  [
    scope("drive"),
    scope("documents"),
    scope("spreadsheets"),
    scope("forms"),
    scope("forms.currentonly"),
    scope("groups"),
    scope("admin.directory.group"),
    scope("admin.directory.user"),
    "https://mail.google.com/",
    "https://www.google.com/calendar/feeds",
    "https://www.google.com/m8/feeds",
  ],
];
