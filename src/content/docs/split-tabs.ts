/** A tab that Markdown names, and its Markdown. */
export interface TabSource {
  /** Absent for what comes before the first tab. */
  title?: string;
  markdown: string;
}

const MARK = /^<!-- tab: (.*?)(?: \(t\.[\w.-]+\))? -->\s*$/;

/** Splits Markdown at the comments that name a document's tabs; one within code is code. */
export function splitTabs(markdown: string): TabSource[] {
  const tabs: { title?: string; lines: string[] }[] = [{ lines: [] }];
  let fence: string | undefined;
  for (const line of markdown.split(/\r\n?|\n/)) {
    const ticks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (ticks !== undefined && fence === undefined) fence = ticks;
    else if (ticks !== undefined && fence !== undefined && ticks.startsWith(fence)) fence = undefined;
    const title = fence === undefined ? MARK.exec(line)?.[1]?.trim() : undefined;
    if (title) tabs.push({ title, lines: [] });
    else tabs.at(-1)?.lines.push(line);
  }
  const parts = tabs.map(({ lines, ...tab }) => ({ ...tab, markdown: lines.join("\n") }));
  return parts.length > 1 && parts[0]?.markdown.trim() === "" ? parts.slice(1) : parts;
}
