import { scope } from "../../scopes.ts";
import type { Call, ScopeNeeds } from "../tool.ts";

const EVERYTHING = "https://mail.google.com/";

/**
 * What reading mail takes. `gmail.metadata` is left out: with it Google refuses search queries and bodies (Gmail API,
 * "users.messages.list" and "Format").
 */
export const READ_MAIL: ScopeNeeds = [[scope("gmail.readonly"), scope("gmail.modify"), EVERYTHING]];

/** What seeing labels takes. */
export const READ_LABELS: ScopeNeeds = [
  [scope("gmail.readonly"), scope("gmail.labels"), scope("gmail.metadata"), scope("gmail.modify"), EVERYTHING],
];

/** What sending takes. */
export const SEND_MAIL: ScopeNeeds = [[scope("gmail.send"), scope("gmail.compose"), scope("gmail.modify"), EVERYTHING]];

/** What answering and forwarding takes: it reads, and it sends. */
export const ANSWER_MAIL: ScopeNeeds = [[scope("gmail.modify"), EVERYTHING]];

/** What writing, changing and sending drafts takes. */
export const WRITE_DRAFTS: ScopeNeeds = [[scope("gmail.compose"), scope("gmail.modify"), EVERYTHING]];

/** What seeing drafts takes. */
export const READ_DRAFTS: ScopeNeeds = [
  [scope("gmail.readonly"), scope("gmail.compose"), scope("gmail.modify"), EVERYTHING],
];

/** What changing labels of mail takes. */
export const CHANGE_MAIL: ScopeNeeds = [[scope("gmail.modify"), EVERYTHING]];

/** What seeing send-as aliases and signatures takes. */
export const READ_SETTINGS: ScopeNeeds = [
  [scope("gmail.settings.basic"), scope("gmail.readonly"), scope("gmail.modify"), EVERYTHING],
];

/** What making and changing labels takes. */
export const MANAGE_LABELS: ScopeNeeds = [[scope("gmail.labels"), scope("gmail.modify"), EVERYTHING]];

/** What changing filters, signature and vacation reply takes. */
export const CHANGE_SETTINGS: ScopeNeeds = [[scope("gmail.settings.basic")]];

/** What deleting mail for good takes. */
export const DELETE_MAIL: ScopeNeeds = [[EVERYTHING]];

/** Whether this sign-in meets needs that its tool can do without. */
export function isGranted(needs: ScopeNeeds, call: Call): boolean {
  return needs.every((alternatives) => alternatives.some((one) => call.account.scopes.includes(one)));
}
