import { rawHeader, readable } from "./mail-header.ts";
import { bodyKind } from "./mail-html.ts";
import { isAttachment } from "./mail-parts.ts";
import type { OutgoingFile } from "./mime-message.ts";
import { decodedContent, type SourcePart, toMailPart } from "./mime-source.ts";

/**
 * What comes with a mail besides its text, to go out again with another one: each part as it stands there. Pictures that
 * the HTML shows keep their content id.
 * @param shown the HTML that the new mail will have
 */
export function filesOf(mail: SourcePart, shown: string | undefined): OutgoingFile[] {
  return leavesOf(mail)
    .filter((part) => bodyKind({ mimeType: part.mimeType }) === undefined || isAttachment(toMailPart(part)))
    .map((part) => toFile(part, part === mail, shown));
}

function leavesOf(part: SourcePart): SourcePart[] {
  return part.mimeType.startsWith("multipart/") ? part.parts.flatMap(leavesOf) : [part];
}

/** A mail that is nothing but a file has its own headers there, which must not go along. */
function toFile(part: SourcePart, isWhole: boolean, shown: string | undefined): OutgoingFile {
  const cid = /<([^<>]+)>/.exec(rawHeader(part.headers, "Content-ID"))?.[1]?.trim();
  const isShown = cid !== undefined && shown?.includes(`cid:${cid}`) === true;
  const byDefault = part.mimeType === "message/rfc822" ? "message.eml" : "unnamed";
  return {
    name: readable(part.filename) || byDefault,
    mimeType: part.mimeType,
    size: decodedContent(part).length,
    content: isWhole ? decodedContent(part) : { part: part.source },
    ...(isShown && { cid }),
  };
}
