import type { Handler } from "htmlparser2";
import { type Declarations, inside, isSeen, parseDeclarations, VISIBLE, type Visibility } from "./css-visibility.ts";
import { type HtmlTable, renderTable } from "./html-table.ts";
import { removeInvisible } from "./invisible.ts";
import { renderLink } from "./link.ts";
import { StyleSheet } from "./style-sheet.ts";
import { oneLine } from "./table.ts";
import { TextBuilder } from "./text-builder.ts";

type Attributes = Readonly<Record<string, string>>;

/** Elements whose text is never shown. */
const WITHOUT_TEXT = new Set(
  "audio canvas datalist frameset iframe math noframes object script select style svg template textarea title video".split(
    " ",
  ),
);
/** Elements that begin on a line of their own. */
const ON_OWN_LINE = new Set(
  "address article aside body caption center dd details div dl dt fieldset figcaption figure footer form header html legend main nav section summary".split(
    " ",
  ),
);
/** Elements whose text is put together by itself before it joins the text around. */
const FRAMED = new Set(
  "a b blockquote code del em h1 h2 h3 h4 h5 h6 i li ol p pre s strike strong table td th tr ul".split(" "),
);
const EMPHASIS: ReadonlyMap<string, string> = new Map([
  ["b", "**"],
  ["strong", "**"],
  ["i", "*"],
  ["em", "*"],
  ["s", "~~"],
  ["strike", "~~"],
  ["del", "~~"],
]);

/** Frames within one another; deeper ones join the text as they are. */
const DEEPEST_FRAME = 60;
const DEEPEST_QUOTE = 8;

/** Text being put together for one element. */
interface Frame {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly builder: TextBuilder;
  /** Number of the next item of an ordered list. */
  next: number;
  /** Cells of a row. */
  readonly cells: string[];
  readonly table: HtmlTable;
}

interface OpenElement {
  readonly visibility: Visibility;
  readonly silent: boolean;
  readonly framed: boolean;
  readonly tag: string;
}

/** Takes a parser's events and renders them as text. It keeps its own stack, so that no nesting exhausts the call stack. */
export class HtmlRenderer {
  readonly #sheet = new StyleSheet();
  readonly #open: OpenElement[] = [];
  readonly #frames: Frame[] = [newFrame("", {})];
  #pending = "";
  #invisibleCharacters = 0;
  #hiddenPassages = 0;
  #hiddenCharacters = 0;
  #inHiddenPassage = false;

  /** The parser's callbacks. */
  readonly handler: Partial<Handler> = {
    onopentag: (tag, attributes) => this.#openTag(tag, attributes),
    onclosetag: (tag) => this.#closeTag(tag),
    ontext: (text) => {
      this.#pending += text;
    },
    onend: () => this.#flush(),
  };

  /** Elements that are open. */
  get depth(): number {
    return this.#open.length;
  }

  /** What has been rendered, once the parser has ended. */
  result(): { text: string; invisibleCharacters: number; hiddenPassages: number; hiddenCharacters: number } {
    return {
      text: this.#frames[0]?.builder.build() ?? "",
      invisibleCharacters: this.#invisibleCharacters,
      hiddenPassages: this.#hiddenPassages,
      hiddenCharacters: this.#hiddenCharacters,
    };
  }

  #openTag(tag: string, attributes: Attributes): void {
    this.#flush();
    const around = this.#open.at(-1);
    const visibility = inside(around?.visibility ?? VISIBLE, this.#declarations(tag, attributes));
    const silent = around?.silent === true || WITHOUT_TEXT.has(tag);
    const framed = !silent && FRAMED.has(tag) && this.#frames.length < DEEPEST_FRAME;
    this.#open.push({ visibility, silent, framed, tag });
    if (framed) this.#frames.push(newFrame(tag, attributes));
    else if (!silent) this.#placeElement(tag, attributes, visibility);
  }

  #placeElement(tag: string, attributes: Attributes, visibility: Visibility): void {
    const { builder } = this.#frame();
    if (tag === "br") builder.lineBreak();
    else if (tag === "hr") builder.block("---", 2);
    else if (tag === "img") this.#placeImage(attributes, visibility);
    else if (ON_OWN_LINE.has(tag) || FRAMED.has(tag)) builder.separate(1);
  }

  #placeImage(attributes: Attributes, visibility: Visibility): void {
    const alternative = removeInvisible(attributes.alt ?? "");
    const label = oneLine(alternative.text);
    if (label !== "" && isSeen(visibility, this.#sheet.page)) this.#frame().builder.inline(`[image: ${label}]`);
  }

  #closeTag(tag: string): void {
    if (tag === "style") {
      this.#sheet.add(this.#pending);
      this.#pending = "";
    }
    this.#flush();
    const element = this.#open.pop();
    if (!element) return;
    const frame = element.framed ? this.#frames.pop() : undefined;
    if (frame) this.#join(frame);
    else if (!element.silent && ON_OWN_LINE.has(tag)) this.#frame().builder.separate(1);
  }

  /** Text is taken up to the next tag at once, so that joiners are seen with their neighbours. */
  #flush(): void {
    const text = this.#pending;
    this.#pending = "";
    const element = this.#open.at(-1);
    if (text === "" || element?.silent) return;
    const clean = removeInvisible(text);
    this.#invisibleCharacters += clean.removed;
    const blank = clean.text.trim() === "";
    if (!blank && !isSeen(element?.visibility ?? VISIBLE, this.#sheet.page)) {
      this.#countHidden(clean.text);
      return;
    }
    if (!blank) this.#inHiddenPassage = false;
    const frame = this.#frame();
    if (frame.tag === "pre" || this.#frames.some(({ tag }) => tag === "pre")) frame.builder.verbatim(clean.text);
    else frame.builder.inline(clean.text);
  }

  #countHidden(text: string): void {
    if (!this.#inHiddenPassage) this.#hiddenPassages += 1;
    this.#inHiddenPassage = true;
    this.#hiddenCharacters += oneLine(text).length;
  }

  #frame(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error("the outermost frame is never taken off");
    return frame;
  }

  #declarations(tag: string, attributes: Attributes): Declarations {
    const classes = (attributes.class ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const declarations = this.#sheet.declarationsFor({ tag, id: (attributes.id ?? "").toLowerCase(), classes });
    if (attributes.bgcolor) declarations.set("background-color", attributes.bgcolor.trim().toLowerCase());
    if (attributes.background) declarations.set("background-image", "url()");
    if (tag === "font" && attributes.color) declarations.set("color", attributes.color.trim().toLowerCase());
    if (attributes.hidden !== undefined) declarations.set("display", "none");
    for (const [property, value] of parseDeclarations(attributes.style ?? "")) declarations.set(property, value);
    return declarations;
  }

  /** Puts the finished text of an element into the text around it. */
  #join(frame: Frame): void {
    const around = this.#frame();
    const { builder } = around;
    const text = frame.builder.build();
    switch (frame.tag) {
      case "a":
        joinInline(builder, frame, frame.attributes.href ? linkOf(text, frame.attributes.href) : text);
        break;
      case "pre":
        builder.block(fence(text), 2);
        break;
      case "code":
        joinInline(builder, frame, /[`\n]/.test(text) || text === "" ? text : `\`${text}\``);
        break;
      case "p":
        builder.block(text, 2);
        break;
      case "blockquote":
        builder.block(this.#quoteDepth() < DEEPEST_QUOTE ? prefixLines(text, "> ", "> ") : text, 2);
        break;
      case "ul":
      case "ol":
        builder.block(text, around.tag === "li" ? 1 : 2);
        break;
      case "li":
        builder.block(listItem(text, around), 1);
        break;
      case "td":
      case "th":
        joinCell(frame, text, this.#frames);
        break;
      case "tr":
        joinRow(frame, text, around);
        break;
      case "table":
        for (const outer of this.#frames) outer.table.nests = true;
        builder.block([text, renderTable(frame.table)].filter((part) => part !== "").join("\n"), 2);
        break;
      default:
        this.#joinEmphasisOrHeading(frame, text);
    }
  }

  #joinEmphasisOrHeading(frame: Frame, text: string): void {
    const { builder } = this.#frame();
    const level = /^h([1-6])$/.exec(frame.tag)?.[1];
    if (level) {
      builder.block(text === "" ? "" : `${"#".repeat(Number(level))} ${oneLine(text)}`, 2);
      return;
    }
    const mark = EMPHASIS.get(frame.tag) ?? "";
    const plain = text === "" || text.includes("\n") || text.startsWith(mark) || this.#isStrongAlready(mark);
    joinInline(builder, frame, plain ? text : `${mark}${text}${mark}`);
  }

  /** Headings and column titles need no emphasis, nor does what is emphasized around. */
  #isStrongAlready(mark: string): boolean {
    return this.#frames.some(
      ({ tag }) => tag === "pre" || tag === "th" || /^h[1-6]$/.test(tag) || EMPHASIS.get(tag) === mark,
    );
  }

  #quoteDepth(): number {
    return this.#frames.filter(({ tag }) => tag === "blockquote").length;
  }
}

function newFrame(tag: string, attributes: Attributes): Frame {
  const start = Number.parseInt(attributes.start ?? "1", 10);
  return {
    tag,
    attributes,
    builder: new TextBuilder(),
    next: Number.isSafeInteger(start) ? start : 1,
    cells: [],
    table: { rows: [], headed: false, presentation: attributes.role === "presentation", nests: false },
  };
}

/** A link around several paragraphs is told after them. */
function linkOf(text: string, href: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length <= 2) return renderLink(text, href);
  return `${text}\n${renderLink("", href)}`;
}

/** Inline text keeps the white space that stood at its ends inside the element. */
function joinInline(builder: TextBuilder, frame: Frame, text: string): void {
  if (frame.builder.leadingSpace) builder.inline(" ");
  if (text.includes("\n")) builder.block(text, 1);
  else builder.verbatim(text);
  if (frame.builder.trailingSpace) builder.inline(" ");
}

function fence(text: string): string {
  if (text.trim() === "") return "";
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}\n${text.replace(/^\n|\n$/g, "")}\n${mark}`;
}

function listItem(text: string, list: Frame): string {
  if (text === "") return "";
  const marker = list.tag === "ol" ? `${list.next}. ` : "- ";
  list.next += 1;
  return prefixLines(text, marker, " ".repeat(marker.length));
}

function prefixLines(text: string, first: string, others: string): string {
  if (text === "") return "";
  return text
    .split("\n")
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join("\n");
}

/** A cell joins its row; one without a row is a block of its own. */
function joinCell(cell: Frame, text: string, frames: readonly Frame[]): void {
  const row = frames.at(-1);
  if (row?.tag !== "tr") {
    row?.builder.block(text, 1);
    return;
  }
  row.cells.push(text);
  const span = Math.min(20, Number.parseInt(cell.attributes.colspan ?? "1", 10) || 1);
  for (let column = 1; column < span; column += 1) row.cells.push("");
  const table = frames.at(-2);
  if (cell.tag === "th" && table?.tag === "table") table.table.headed = true;
}

/** A row joins its table; one without a table is a line of its own. */
function joinRow(row: Frame, strayText: string, around: Frame): void {
  if (strayText !== "") around.builder.block(strayText, 1);
  if (around.tag === "table") around.table.rows.push([...row.cells]);
  else around.builder.block(row.cells.filter((cell) => cell !== "").join(" | "), 1);
}
