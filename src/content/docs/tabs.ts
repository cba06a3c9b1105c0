import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";

/** A tab with its content. */
export interface FoundTab {
  id: string;
  title: string;
  /** Depth in the outline of tabs, from 0. */
  level: number;
  content: docs_v1.Schema$DocumentTab;
}

/** All tabs of a document that was read with `includeTabsContent`, children after their parents. */
export function tabsOf(document: docs_v1.Schema$Document): FoundTab[] {
  const below = (tabs: readonly docs_v1.Schema$Tab[], level: number): FoundTab[] =>
    tabs.flatMap(({ tabProperties, documentTab, childTabs }) => [
      { id: tabProperties?.tabId ?? "", title: tabProperties?.title ?? "", level, content: documentTab ?? {} },
      ...below(childTabs ?? [], level + 1),
    ]);
  return below(document.tabs ?? [], 0);
}

/** How deep tabs can lie in each other, the outermost counted. */
const DEEPEST = 3;

/**
 * A `fields` mask for every tab of a document.
 * @param inner what is wanted of each tab's `documentTab`
 */
export function tabsMask(inner: string): string {
  const own = `tabProperties(tabId,title),documentTab(${inner})`;
  let mask = own;
  for (let depth = 1; depth < DEEPEST; depth += 1) mask = `${own},childTabs(${mask})`;
  return `tabs(${mask})`;
}
