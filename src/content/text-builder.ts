/** Puts text together from inline pieces and blocks, with white space as HTML collapses it. */
export class TextBuilder {
  #text = "";
  /** Line ends owed before the next text: 0, 1, or 2 for a blank line. */
  #gap = 0;
  #space = false;
  /** Whether the first piece began with white space; text around an inline element keeps it. */
  #leadingSpace = false;

  /** Running text: white space collapses (CSS Text Module Level 3, section 4.1). */
  inline(text: string): void {
    const collapsed = text.replace(/\s+/gu, " ");
    const content = collapsed.trim();
    if (collapsed.startsWith(" ")) this.#noteSpace();
    if (content === "") return;
    this.#append(content);
    if (collapsed.endsWith(" ")) this.#space = true;
  }

  /** Text that stands as it is, line ends and all. */
  verbatim(text: string): void {
    if (text !== "") this.#append(text);
  }

  /** A line end that was asked for, as by `<br>`; two make a blank line. */
  lineBreak(): void {
    if (this.#text === "") return;
    this.#gap = Math.min(2, this.#gap + 1);
    this.#space = false;
  }

  /** Separates what came from what follows: by a line end (1) or a blank line (2). */
  separate(lines: 1 | 2): void {
    if (this.#text === "") return;
    this.#gap = Math.max(this.#gap, lines);
    this.#space = false;
  }

  /** A block that stands apart by so many line ends. */
  block(text: string, lines: 1 | 2): void {
    if (text === "") return;
    this.separate(lines);
    this.#append(text);
    this.separate(lines);
  }

  /** What was built, without white space at its ends and with no more than one blank line in a row. */
  build(): string {
    return this.#text;
  }

  get leadingSpace(): boolean {
    return this.#leadingSpace;
  }

  get trailingSpace(): boolean {
    return this.#space;
  }

  #noteSpace(): void {
    if (this.#text === "") this.#leadingSpace = true;
    else this.#space = this.#gap === 0;
  }

  #append(text: string): void {
    if (this.#gap > 0) this.#text += "\n".repeat(this.#gap);
    else if (this.#space && this.#text !== "") this.#text += " ";
    this.#gap = 0;
    this.#space = false;
    this.#text += text;
  }
}
