/**
 * The lines in which two texts differ, as a unified difference of one hunk with three lines around it; empty when they
 * are the same. The texts differ in one place, so that what they begin and end with alike is left out.
 */
export function lineDifference(before: string, after: string): string {
  if (before === after) return "";
  const [old, young] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < young.length - start && old.at(-1 - end) === young.at(-1 - end)) end += 1;
  const from = Math.max(0, start - 3);
  const around = (text: string[], first: number, last: number) => text.slice(first, last).map((line) => ` ${line}`);
  return [
    ...around(old, from, start),
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...young.slice(start, young.length - end).map((line) => `+${line}`),
    ...around(old, old.length - end, Math.min(old.length, old.length - end + 3)),
  ].join("\n");
}
