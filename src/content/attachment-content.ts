import { ToolError } from "../errors.ts";
import { decodeText } from "./charset.ts";
import { isTextType, OFFICE_TYPES, textTypeByName } from "./file-types.ts";
import { htmlToText } from "./html-to-text.ts";
import { readMailBody } from "./mail-body.ts";
import { headerParameter, rawHeader, readHeader } from "./mail-header.ts";
import { type AttachedPart, listAttachments } from "./mail-parts.ts";
import { parseMimeSource, toMailPart } from "./mime-source.ts";
import { officeText } from "./office-text.ts";
import { pdfText } from "./pdf-text.ts";

/** Pictures that models take, and the bytes that clients pass on. */
const SEEN_IMAGES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const LARGEST_IMAGE_BYTES = 4_000_000;

/** Types by name for what programs attach as nothing in particular. */
const BY_EXTENSION: ReadonlyMap<string, string> = new Map<string, string>([
  ["pdf", "application/pdf"],
  ["docx", OFFICE_TYPES.docx],
  ["xlsx", OFFICE_TYPES.xlsx],
  ["pptx", OFFICE_TYPES.pptx],
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["gif", "image/gif"],
  ["webp", "image/webp"],
  ["eml", "message/rfc822"],
]);
const VAGUE = /^(?:application\/(?:octet-stream|binary|x-download|force-download|unknown)|)$/;

/** An attachment for a model: text, or the type of a picture that it can see. */
export type AttachmentContent = { text: string } | { image: string };

/**
 * What an attachment says.
 * @throws ToolError `invalid_input` for what is neither text nor a picture that can be seen
 */
export async function attachmentContent(bytes: Buffer, { part, attachment }: AttachedPart): Promise<AttachmentContent> {
  const type = typeOf(attachment);
  if (SEEN_IMAGES.has(type)) return imageContent(bytes, type);
  if (type === "application/pdf") return { text: await pdfText(new Uint8Array(bytes)) };
  if (Object.values(OFFICE_TYPES).some((office) => office === type)) return { text: officeText(bytes, type) };
  if (type === "message/rfc822") return { text: mailText(bytes) };
  if (!isTextType(type))
    throw new ToolError(
      "invalid_input",
      `An attachment of type ${type} holds nothing that can be read as text or seen as an image`,
      "Save it with gmail_download_attachment.",
    );
  const text = decodeText(bytes, headerParameter(rawHeader(part.headers, "Content-Type"), "charset"));
  return { text: type === "text/html" ? htmlToText(text).text : text };
}

function typeOf({ mimeType, name }: AttachedPart["attachment"]): string {
  const declared = mimeType.toLowerCase();
  if (!VAGUE.test(declared)) return declared === "image/jpg" ? "image/jpeg" : declared;
  const extension = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const text = textTypeByName(name);
  const isText = text !== "text/plain" || extension === "txt";
  return BY_EXTENSION.get(extension) ?? (isText ? text : "application/octet-stream");
}

function imageContent(bytes: Buffer, image: string): AttachmentContent {
  if (bytes.length <= LARGEST_IMAGE_BYTES) return { image };
  throw new ToolError(
    "invalid_input",
    "The picture is too large to be seen here",
    "Save it with gmail_download_attachment.",
  );
}

/** An attached mail: who wrote what, and what came with it. */
function mailText(bytes: Buffer): string {
  const mail = toMailPart(parseMimeSource(bytes));
  const head = ["From", "To", "Cc", "Date", "Subject"].flatMap((name) => {
    const value = readHeader(mail.headers, name);
    return value ? [`${name}: ${value}`] : [];
  });
  const files = listAttachments(mail).map(({ name }) => `Attached: ${name}`);
  return [...head, ...files, "", readMailBody(mail).text].join("\n");
}
