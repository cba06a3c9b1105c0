import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/*
 * Only scopes with which a person's own sign-in may do it: `chat.bot` and `chat.app.*` are for apps, `chat.admin.*` for
 * administrators who ask as such, `chat.import` for spaces that are being imported (each method's description).
 */

/** What seeing spaces takes. */
export const SEE_SPACES: ScopeNeeds = [[scope("chat.spaces.readonly"), scope("chat.spaces")]];

/** What making spaces takes. */
export const MAKE_SPACES: ScopeNeeds = [[scope("chat.spaces.create"), scope("chat.spaces")]];

/** What reading messages takes. */
export const READ_MESSAGES: ScopeNeeds = [[scope("chat.messages.readonly"), scope("chat.messages")]];

/** What sending messages takes. */
export const SEND_MESSAGES: ScopeNeeds = [[scope("chat.messages.create"), scope("chat.messages")]];

/** What changing and deleting own messages takes. */
export const CHANGE_MESSAGES: ScopeNeeds = [[scope("chat.messages")]];

/** What reacting, and taking that back, takes. */
export const REACT: ScopeNeeds = [[scope("chat.messages.reactions"), scope("chat.messages")]];

/** What adding and removing people takes. */
export const CHANGE_MEMBERS: ScopeNeeds = [[scope("chat.memberships")]];

/** With any of these, members of a space are seen. */
export const SEE_MEMBERS: readonly string[] = [scope("chat.memberships.readonly"), scope("chat.memberships")];

/** With any of these, the direct message with a person is set up. */
export const SET_UP: readonly string[] = [scope("chat.spaces.create"), scope("chat.spaces")];

/** With any of these, the People API names people whom Chat does not. */
export const NAME_PEOPLE: readonly string[] = [
  scope("directory.readonly"),
  scope("contacts.readonly"),
  scope("contacts"),
];
