import { ToolError } from "../../errors.ts";
import type { Call } from "../tool.ts";
import { NAME_PEOPLE } from "./chat-scopes.ts";

/** A person or app as Chat's answers name them. */
export interface ChatUser {
  /** `users/123`. */
  name?: string | null;
  displayName?: string | null;
  type?: string | null;
}

/** People that are asked for in one request (People API, "people.getBatchGet"). */
const AT_ONCE = 200;

/** Whether the grant has one of these scopes. */
export function hasOne(call: Call, scopes: readonly string[]): boolean {
  return scopes.some((one) => call.account.scopes.includes(one));
}

/**
 * Names for users, by id. To a person's own sign-in Chat tells mostly only the ids ("Message", `sender`); these are looked
 * up in the contacts and the directory where that is granted. Whoever stays without a name is shown as `users/123`, which
 * mentions take.
 * @returns the name of a user's id
 */
export async function namesOf(
  call: Call,
  users: readonly (ChatUser | null | undefined)[],
): Promise<(userId: string) => string> {
  const names = new Map<string, string>();
  const unnamed = new Set<string>();
  for (const user of users) {
    const id = idOfUser(user);
    if (id === "") continue;
    if (user?.displayName) names.set(id, user.displayName);
    else if (user?.type === "BOT") names.set(id, `app users/${id}`);
    else unnamed.add(id);
  }
  const missing = [...unnamed].filter((id) => !names.has(id) && /^\d+$/.test(id)).slice(0, AT_ONCE);
  if (missing.length > 0 && hasOne(call, NAME_PEOPLE))
    for (const [id, name] of await lookUp(call, missing)) names.set(id, name);
  return (userId) => names.get(userId) ?? `users/${userId}`;
}

/** What to tell when names cannot be looked up; nothing when they can. */
export function namingNote(call: Call): string[] {
  return hasOne(call, NAME_PEOPLE)
    ? []
    : ["People are shown by id: names come with the Contacts permissions (contacts.readonly, directory.readonly)."];
}

/** `users/123` as `123`; empty when there is no name. */
export function idOfUser(user: ChatUser | null | undefined): string {
  return user?.name?.replace(/^users\//, "") ?? "";
}

/** A user's id in Chat is a person's in the People API ("User", `name`). Names are an extra: what fails here fails nothing. */
async function lookUp(call: Call, ids: readonly string[]): Promise<Map<string, string>> {
  try {
    const people = await call.google.people();
    const { data } = await people.people.getBatchGet({
      resourceNames: ids.map((id) => `people/${id}`),
      personFields: "names",
      fields: "responses(requestedResourceName,person(names(displayName)))",
    });
    return new Map(
      (data.responses ?? []).flatMap(({ requestedResourceName, person }) => {
        const name = person?.names?.[0]?.displayName;
        return requestedResourceName && name ? [[requestedResourceName.replace(/^people\//, ""), name] as const] : [];
      }),
    );
  } catch (error) {
    if (!(error instanceof ToolError) || call.signal.aborted) throw error;
    return new Map();
  }
}
