import { Parser } from "htmlparser2";
import { inside, parseDeclarations, VISIBLE } from "./css-visibility.ts";
import { escapeHtml } from "./escape-html.ts";

/** Elements that a mail is laid out with; others are left out, and what is in them stays. */
const KEPT = new Set(
  "a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var".split(
    " ",
  ),
);
/** Elements that go with all that is in them. */
const DROPPED = new Set(
  "applet audio canvas embed frame frameset head iframe math noframes noscript object script select style svg template textarea title video".split(
    " ",
  ),
);
const VOID = new Set(["br", "col", "hr", "img"]);

/** Attributes that lay out or name. Classes and ids are of the style sheet that was left out. */
const ATTRIBUTES = new Set(
  "align alt bgcolor border cellpadding cellspacing cite color colspan dir face height href lang rowspan size src start style title type valign width".split(
    " ",
  ),
);
/** Properties that would lift a passage out of the quote that it stands in, or fetch something. */
const UNFIT_STYLE =
  /\b(?:position|z-index|float|clear|transform|behavior|-moz-binding|margin[\w-]*)\s*:|url\s*\(|expression\s*\(|@import|[\\<>]/i;

const LINK = /^(?:https?:|mailto:|tel:)/i;
const PICTURE = /^(?:https?:|cid:)/i;

/** Characters of HTML that are quoted, and elements within one another. */
const LONGEST_HTML = 2_000_000;
const DEEPEST = 200;

/**
 * The body of a mail's HTML, fit to stand within another mail: no scripts, forms and style sheets, nothing that is hidden,
 * links that only lead somewhere, and every element closed, so that nothing of it can pass for the words of whoever
 * quotes it.
 * @param pictures content ids of the pictures that come with the new mail; others are named in their place
 */
export function quotableHtml(html: string, pictures: ReadonlySet<string> = new Set()): string {
  const writer = new QuoteWriter(pictures);
  const parser = new Parser(writer, { decodeEntities: true });
  parser.end(html.slice(0, LONGEST_HTML));
  return writer.written.trim();
}

/** What became of an element: written, left out around what is in it, or dropped with it. */
type Fate = "written" | "passed" | "dropped";

/** Writes the events of a parser, which closes every element that it opens, as HTML. */
class QuoteWriter {
  written = "";
  readonly #fates: Fate[] = [];
  readonly #pictures: ReadonlySet<string>;

  constructor(pictures: ReadonlySet<string>) {
    this.#pictures = pictures;
  }

  onopentag(name: string, attributes: Record<string, string>): void {
    const fate = this.#fateOf(name, attributes);
    this.#fates.push(fate);
    if (fate !== "written") return;
    const cid = /^\s*cid:(.*)$/is.exec(name === "img" ? (attributes.src ?? "") : "")?.[1];
    if (cid !== undefined && !this.#pictures.has(cid.trim())) {
      this.written += escapeHtml(`[image${attributes.alt ? `: ${attributes.alt}` : ""}]`);
    } else this.written += `<${name}${attributesOf(name, attributes)}>`;
  }

  ontext(text: string): void {
    if (this.#fates.at(-1) !== "dropped") this.written += escapeHtml(text);
  }

  onclosetag(name: string): void {
    if (this.#fates.pop() === "written" && !VOID.has(name)) this.written += `</${name}>`;
  }

  #fateOf(name: string, { style, hidden }: Record<string, string>): Fate {
    if (this.#fates.at(-1) === "dropped" || DROPPED.has(name) || hidden !== undefined) return "dropped";
    if (style !== undefined && inside(VISIBLE, parseDeclarations(style)).gone) return "dropped";
    return KEPT.has(name) && this.#fates.length < DEEPEST ? "written" : "passed";
  }
}

function attributesOf(name: string, attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .filter(([attribute, value]) => ATTRIBUTES.has(attribute) && isFit(name, attribute, value))
    .map(([attribute, value]) => ` ${attribute}="${escapeHtml(value)}"`)
    .join("");
}

function isFit(name: string, attribute: string, value: string): boolean {
  const target = value.replace(/[\p{Cc}\s]/gu, "");
  if (attribute === "href") return name === "a" && LINK.test(target);
  if (attribute === "src") return name === "img" && PICTURE.test(target);
  return attribute !== "style" || !UNFIT_STYLE.test(value);
}
