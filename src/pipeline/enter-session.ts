import type { Sessions } from "../sessions/sessions.ts";
import type { Stage } from "./stage.ts";

/** Opens the account's session, or goes on with it (SECURITY-SPEC 3). */
export function enterSession(sessions: Pick<Sessions, "enter">): Stage {
  return async (invocation, next) => {
    if (!invocation.account) return next(invocation);
    const session = await sessions.enter(invocation.account);
    invocation.facts.session = session.id;
    return next({ ...invocation, session });
  };
}
