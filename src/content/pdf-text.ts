import { ToolError } from "../errors.ts";

/**
 * The text of a PDF, page by page.
 * @throws ToolError when it cannot be read, or holds no text (a scan)
 */
export async function pdfText(bytes: Uint8Array): Promise<string> {
  const { extractText } = await import("unpdf");
  // A copy: the reader refuses Node's own buffers, and takes what it is given for itself.
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: false }).catch((error: unknown) => {
    throw new ToolError(
      "invalid_input",
      "The PDF cannot be read; it may be protected or damaged",
      "Open it in its own program.",
      { cause: error },
    );
  });
  if (text.every((page) => page.trim() === "")) {
    throw new ToolError(
      "invalid_input",
      "The PDF holds pictures of pages and no text",
      "Open it in its own program, or convert it to a Google Doc in Drive.",
    );
  }
  return text.length === 1
    ? (text[0] ?? "")
    : text.map((page, index) => `## Page ${index + 1}\n\n${page.trim()}`).join("\n\n");
}
