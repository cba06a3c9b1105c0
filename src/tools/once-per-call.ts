import type { Call } from "./tool.ts";

/**
 * Work that a call's audience and its run share: what was shown to the person is what is then done, and Google is asked
 * once.
 * @param work what depends on nothing but the call and its input
 */
export function oncePerCall<Input extends object, Result>(
  work: (input: Input, call: Call) => Promise<Result>,
): (input: Input, call: Call) => Promise<Result> {
  const known = new WeakMap<Input, Promise<Result>>();
  return (input, call) => {
    const before = known.get(input);
    if (before) return before;
    const begun = work(input, call);
    known.set(input, begun);
    return begun;
  };
}
