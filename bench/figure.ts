/** One measured figure and what it is held against. */
export interface Figure {
  /** Number of the point in the list of what must hold (docs/performance.md). */
  point: number;
  what: string;
  value: number;
  /** Unit as it is shown: ` ms`, ` MB`, `×`. */
  unit: string;
  /** The bound, and on which side of it the value must be. */
  target: { atMost: number } | { atLeast: number };
  /** What it was made from. */
  detail: string;
}

/** Whether the figure is on the right side of its target. */
export function holds({ value, target }: Figure): boolean {
  return "atMost" in target ? value <= target.atMost : value >= target.atLeast;
}

/** The figures as a Markdown table. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { point, what, value, unit, target, detail } = figure;
    const bound = "atMost" in target ? `at most ${target.atMost}${unit}` : `at least ${target.atLeast}${unit}`;
    return `| ${point} | ${what} | ${shown(value)}${unit} | ${bound} | ${holds(figure) ? "yes" : "**no**"} | ${detail} |`;
  });
  return [
    "| point | figure | measured | target | holds | made from |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function shown(value: number): string {
  return String(Math.round(value * 100) / 100);
}
