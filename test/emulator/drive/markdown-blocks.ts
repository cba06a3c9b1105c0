import { marked, type Token } from "marked";

/** A paragraph, heading, list item or table of a document, with its plain text. */
export type Block =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "item"; marker: string; depth: number; text: string }
  | { kind: "table"; rows: string[][] };

/** The blocks of a Markdown text, in their order. */
export function blocksOf(markdown: string): Block[] {
  return marked.lexer(markdown).flatMap((token) => blocksOfToken(token, 0));
}

function blocksOfToken(token: Token, depth: number): Block[] {
  switch (token.type) {
    case "heading":
      return [{ kind: "heading", level: token.depth, text: inlineText(token.tokens) }];
    case "paragraph":
    case "text":
      return [{ kind: "paragraph", text: token.tokens ? inlineText(token.tokens) : token.raw }];
    case "code":
      return [{ kind: "paragraph", text: token.text }];
    case "blockquote":
      return (token.tokens ?? []).flatMap((inner) => blocksOfToken(inner, depth));
    case "list":
      return listBlocks(token, depth);
    case "table":
      return [{ kind: "table", rows: tableRows(token) }];
    default:
      return [];
  }
}

function listBlocks(list: Token, depth: number): Block[] {
  if (list.type !== "list") return [];
  const first = typeof list.start === "number" ? list.start : 1;
  return list.items.flatMap((item: { tokens: Token[] }, index: number) => {
    const [lead, ...rest] = item.tokens.flatMap((token) => blocksOfToken(token, depth + 1));
    const marker = list.ordered ? `${first + index}.` : "*";
    const text = lead?.kind === "paragraph" ? lead.text : "";
    const others = lead === undefined || lead.kind === "paragraph" ? rest : [lead, ...rest];
    return [{ kind: "item", marker, depth, text } satisfies Block, ...others];
  });
}

function tableRows(table: Token): string[][] {
  if (table.type !== "table") return [];
  const cells = (row: { tokens: Token[] }[]) => row.map(({ tokens }) => inlineText(tokens));
  return [cells(table.header), ...table.rows.map(cells)];
}

function inlineText(tokens: Token[] | undefined): string {
  return (tokens ?? [])
    .map((token) => {
      if (token.type === "br") return "\n";
      if (token.type === "escape" || token.type === "codespan") return token.text;
      if ("tokens" in token && token.tokens) return inlineText(token.tokens);
      return token.type === "image" ? "" : token.raw;
    })
    .join("");
}

/** Text as Markdown that means the same text. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>#|~]/g, "\\$&")
    .replace(/^(\s*)([-+])(?=\s)/, "$1\\$2")
    .replace(/^(\s*\d+)\.(?=\s)/, "$1\\.");
}
