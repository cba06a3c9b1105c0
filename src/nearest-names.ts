/** How many of the names are told. */
const MOST_NAMES = 5;
/** Characters of a name that are compared; Gmail's labels, the longest of what is compared, have at most 225. */
const COMPARED = 225;

/** The names most like the one that was asked for, the likest first: those that hold it, then by edit distance. */
export function nearestNames(asked: string, names: readonly string[]): string[] {
  const wanted = asked.toLowerCase().slice(0, COMPARED);
  return names
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase().slice(0, COMPARED)) }))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

function distance(wanted: string, name: string): number {
  return wanted !== "" && name.includes(wanted) ? (name.length - wanted.length) / 1000 : editDistance(wanted, name);
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replace = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replace, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
