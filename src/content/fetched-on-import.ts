import { FETCHING } from "./fetching-formulas.ts";

const ADDRESS = /https?:\/\/([a-z0-9.-]+)/gi;

/** A cell that begins with an equals sign, wherever a table's cells may begin. */
const FORMULA = /(?:^|[\n,;\t"])\s*=/;

/** A picture in Markdown, or in the HTML that Markdown may hold. */
const PICTURE = /!\[|<img\b/i;

/**
 * Whom the content would reach while Google makes a document or a spreadsheet of it, because Google itself fetches what
 * pictures and some formulas name: all hosts in it where there is such a thing, `anyone` when an address is put together.
 */
export function hostsFetchedOnImport(content: string, kind: "google_doc" | "google_sheet"): string[] {
  const fetches = kind === "google_doc" ? PICTURE.test(content) : FORMULA.test(content) && FETCHING.test(content);
  if (!fetches) return [];
  const hosts = new Set([...content.matchAll(ADDRESS)].map(([, host = ""]) => host.toLowerCase()));
  if (hosts.size > 0) return [...hosts];
  return kind === "google_sheet" ? ["anyone"] : [];
}
