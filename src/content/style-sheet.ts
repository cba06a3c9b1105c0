import { type Declarations, parseDeclarations } from "./css-visibility.ts";

/** Rules of a mail's style blocks that are taken into account; mails with more are rare, and each costs time. */
const MOST_RULES = 2_000;

/** What a style sheet is asked about. */
interface Element {
  readonly tag: string;
  readonly id: string;
  readonly classes: readonly string[];
}

interface Rule {
  readonly tag: string;
  readonly id: string;
  readonly classes: readonly string[];
  readonly declarations: Declarations;
}

/**
 * The rules of a mail's `<style>` blocks whose selector is one compound of tag, id and classes: enough to see what is
 * hidden by class. Rules for other media or narrow screens, and those with combinators or pseudo-classes, are left out.
 */
export class StyleSheet {
  readonly #byKey = new Map<string, Rule[]>();
  #count = 0;
  #backgroundsLeftOut = false;

  /**
   * The background of the page where no element sets one: white, or `unknown` when a rule that is left out may set it.
   */
  get page(): string {
    return this.#backgroundsLeftOut ? "unknown" : "ffffff";
  }

  /** Takes in the text of one `<style>` block. */
  add(css: string): void {
    const plain = withoutAtRules(css.replace(/\/\*[\s\S]*?\*\/|<!--|-->/g, ""));
    for (const [, selectors = "", body = ""] of plain.matchAll(/([^{}]{1,2000})\{([^{}]*)\}/g)) {
      const declarations = parseDeclarations(body);
      for (const selector of selectors.split(",")) this.#addRule(selector.trim().toLowerCase(), declarations);
    }
  }

  /** The declarations that hold for an element, in the sheet's order but for the weight of selectors. */
  declarationsFor(element: Element): Map<string, string> {
    const merged = new Map<string, string>();
    if (this.#count === 0) return merged;
    const keys = [element.tag, ...element.classes.map((name) => `.${name}`), ...(element.id ? [`#${element.id}`] : [])];
    for (const rule of keys.flatMap((key) => this.#byKey.get(key) ?? [])) {
      if (!fits(rule, element)) continue;
      for (const [property, value] of rule.declarations) merged.set(property, value);
    }
    return merged;
  }

  #addRule(selector: string, declarations: Declarations): void {
    const match = /^([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)$/.exec(selector);
    if (selector === "" || declarations.size === 0) return;
    if (!match || this.#count >= MOST_RULES) {
      if ([...declarations.keys()].some((property) => property.startsWith("background")))
        this.#backgroundsLeftOut = true;
      return;
    }
    const parts = match[2]?.match(/[.#][\w-]+/g) ?? [];
    const classes = parts.filter((part) => part.startsWith(".")).map((part) => part.slice(1));
    const id = parts.find((part) => part.startsWith("#"))?.slice(1) ?? "";
    const rule = { tag: match[1] ?? "", id, classes, declarations };
    const key = id ? `#${id}` : classes[0] ? `.${classes[0]}` : rule.tag;
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), rule]);
    this.#count += 1;
  }
}

function fits(rule: Rule, element: Element): boolean {
  return (
    (rule.tag === "" || rule.tag === element.tag) &&
    (rule.id === "" || rule.id === element.id) &&
    rule.classes.every((name) => element.classes.includes(name))
  );
}

/** Leaves out `@media`, `@font-face` and their like with their blocks. */
function withoutAtRules(css: string): string {
  let kept = "";
  let at = 0;
  while (at < css.length) {
    const start = css.indexOf("@", at);
    if (start < 0) return kept + css.slice(at);
    kept += css.slice(at, start);
    at = endOfAtRule(css, start);
  }
  return kept;
}

function endOfAtRule(css: string, start: number): number {
  let depth = 0;
  for (let index = start; index < css.length; index += 1) {
    const character = css[index];
    if (character === ";" && depth === 0) return index + 1;
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "}" && depth <= 0) return index + 1;
  }
  return css.length;
}
