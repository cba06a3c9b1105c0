import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What seeing own contacts takes. */
export const SEE_CONTACTS: ScopeNeeds = [[scope("contacts.readonly"), scope("contacts")]];

/** What changing own contacts takes. */
export const CHANGE_CONTACTS: ScopeNeeds = [[scope("contacts")]];

/** With this, people are found with whom the account has written. */
export const SEE_OTHERS = scope("contacts.other.readonly");

/** With this, people of the organization are found. */
export const SEE_DIRECTORY = scope("directory.readonly");
