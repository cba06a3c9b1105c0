import { applyEdits, findNodeAtLocation, getNodeValue, modify, type ParseError, parseTree } from "jsonc-parser";
import { UnreadableConfig } from "./unreadable-config.ts";

/** Trailing commas and comments are what editors allow in their settings. */
const LENIENT = { allowTrailingComma: true, disallowComments: false };

/** What stands at a path of a JSON text with comments; undefined when nothing does. An empty text is an empty object. */
export function readJsonEntry(text: string, path: readonly string[]): unknown {
  const root = rootOf(text);
  const node = root && findNodeAtLocation(root, [...path]);
  // The parser's objects have no prototype; ours do.
  return node && structuredClone(getNodeValue(node));
}

/**
 * Sets what stands at a path, or takes it away with undefined; everything else stays as it is, comments and white space
 * included.
 * @throws UnreadableConfig when the text is not JSON, or something else than an object is on the way
 */
export function editJsonEntry(text: string, path: readonly string[], value: unknown): string {
  const root = rootOf(text);
  for (let depth = 0; root && depth < path.length; depth += 1) {
    const node = findNodeAtLocation(root, path.slice(0, depth));
    if (node && node.type !== "object")
      throw new UnreadableConfig(`${path.slice(0, depth).join(".") || "it"} is no object`);
  }
  const base = root === undefined ? "{}\n" : text;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return applyEdits(base, modify(base, [...path], value, { formattingOptions: { ...indentationOf(base), eol } }));
}

function rootOf(text: string) {
  if (text.replace(/^\ufeff/, "").trim() === "") return undefined;
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\ufeff/, " "), errors, LENIENT);
  const [first] = errors;
  if (first)
    throw new UnreadableConfig(`it is not valid JSON in line ${text.slice(0, first.offset).split("\n").length}`);
  if (root?.type !== "object") throw new UnreadableConfig("it is not a JSON object");
  return root;
}

/** As the text itself is indented; two blanks where it does not show. */
function indentationOf(text: string): { tabSize: number; insertSpaces: boolean } {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  return indent.startsWith("\t") ? { tabSize: 1, insertSpaces: false } : { tabSize: indent.length, insertSpaces: true };
}
