import { removeInvisible } from "./invisible.ts";
import { oneLine } from "./table.ts";

/** Characters of a target that are shown; real ones are shorter, and what follows would be a way to hide text. */
const LONGEST_TARGET = 2_000;

const SHOWN_SCHEMES = new Set(["http", "https", "mailto", "tel", "sms", "ftp"]);

/**
 * A link with its real target: `[text](target)`, or the target alone where the text says the same. A target that
 * would run something or leads nowhere is named by its scheme, or left out.
 */
export function renderLink(text: string, href: string): string {
  const label = oneLine(text);
  const target = removeInvisible(href).text.replace(/\s+/gu, "").slice(0, LONGEST_TARGET);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(target)?.[1]?.toLowerCase();
  if (scheme === undefined) return target.startsWith("//") ? renderLink(text, `https:${target}`) : label;
  if (!SHOWN_SCHEMES.has(scheme)) return `${label} [${scheme}: link left out]`.trim();
  if (label === "") return `<${target}>`;
  if (saysTheSame(label, target)) return scheme === "mailto" || scheme === "tel" ? label : target;
  return `[${label.replaceAll("](", "] (")}](${/[()<>]/.test(target) ? `<${target.replaceAll(">", "%3E")}>` : target})`;
}

function saysTheSame(label: string, target: string): boolean {
  const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:|tel:)/i, "").replace(/\/$/, "");
  return bare(label) === bare(target) && !label.includes("](");
}
