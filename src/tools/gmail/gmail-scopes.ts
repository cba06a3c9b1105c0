import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

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

/** What changing labels of mail takes. */
export const CHANGE_MAIL: ScopeNeeds = [[scope("gmail.modify"), EVERYTHING]];

/** What seeing send-as aliases and signatures takes. */
export const READ_SETTINGS: ScopeNeeds = [
  [scope("gmail.settings.basic"), scope("gmail.readonly"), scope("gmail.modify"), EVERYTHING],
];
