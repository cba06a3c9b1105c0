/**
 * A Markdown table, as narrow as can be: no padding, cells on one line, `|` escaped. Rows shorter than the head are
 * filled up.
 * @param head column titles
 * @param rows cells, in the order of the head
 */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `|${head.map((_, index) => tableCell(cells[index] ?? "")).join("|")}|`;
  return [line(head), `|${head.map(() => "-").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Text as it may stand in a cell: one line, without a `|` that would end the cell. */
export function tableCell(text: string): string {
  return oneLine(text).replaceAll("|", "\\|");
}

/** All white space runs as one space each, none at the ends. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/**
 * One line of at most `limit` UTF-16 characters, an ellipsis at its end where something was cut; empty for a limit of 0.
 */
export function shorten(text: string, limit: number): string {
  const line = oneLine(text);
  if (line.length <= limit) return line;
  if (limit <= 1) return "";
  const cut = line.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A number of bytes for people: `0 B`, `812 B`, `14 kB`, `2.3 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
