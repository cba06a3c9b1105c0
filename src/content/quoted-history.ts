/** The line with which mail programs introduce the message that is answered, in the languages they are most used in. */
const ATTRIBUTION =
  /^(?:On\b.{4,300}\bwrote|Am\b.{4,300}\bschrieb\b.{0,200}|Le\b.{4,300}\ba écrit|El\b.{4,300}\bescribió|Il\b.{4,300}\bha scritto|Op\b.{4,300}\bschreef\b.{0,200}|Em\b.{4,300}\bescreveu|W dniu\b.{4,300}\bnapisał\(?a?\)?)\s?:$/;

/** Outlook's and others' separators. */
const SEPARATOR =
  /^(?:-{3,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Messaggio originale)\s*-{3,}|_{20,}|Begin forwarded message:)$/i;

/** Outlook repeats the headers of the answered message; at least three of them one below the other. */
const REPEATED_HEADER =
  /^(?:From|Sent|To|Subject|Date|Cc|Von|Gesendet|An|Betreff|De|Envoyé|À|Objet|Enviado|Para|Asunto|Da|Inviato|Oggetto):\s/;

/** Lines that an attribution may be wrapped over. */
const WRAPPED_LINES = 3;

/**
 * Where the quoted history of a mail begins: the UTF-16 offset of its first line, or undefined when there is none.
 * Everything from there on repeats earlier messages. Quotes that are answered in between (`>` lines followed by own
 * text) are no history.
 */
export function findQuotedHistory(text: string): number | undefined {
  const lines = text.split("\n");
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (opensHistory(lines, index)) return at;
    at += line.length + 1;
  }
  return trailingQuote(lines);
}

function opensHistory(lines: readonly string[], index: number): boolean {
  const line = bare(lines[index]);
  if (line === "") return false;
  if (SEPARATOR.test(line)) return restIsHistory(lines, index + 1);
  if (REPEATED_HEADER.test(line)) {
    const next = [lines[index + 1], lines[index + 2]].map(bare);
    return next.every((following) => REPEATED_HEADER.test(following)) && /^(?:From|Von|De|Da):/.test(line);
  }
  if (!/^(?:On|Am|Le|El|Il|Op|Em|W dniu)\b/.test(line)) return false;
  for (let count = 1; count <= WRAPPED_LINES; count += 1) {
    const joined = lines
      .slice(index, index + count)
      .map(bare)
      .join(" ");
    if (joined.endsWith(":")) return ATTRIBUTION.test(joined) && restIsQuoted(lines, index + count);
  }
  return false;
}

/** A row of underscores alone may be a signature's rule; it opens history only above repeated headers. */
function restIsHistory(lines: readonly string[], from: number): boolean {
  const first = lines
    .slice(from, from + 4)
    .map(bare)
    .find((line) => line !== "");
  const separatorSaysSo = !/^_+$/.test(bare(lines[from - 1]));
  return separatorSaysSo || (first !== undefined && REPEATED_HEADER.test(first));
}

/** Whether nothing but quotes follows, so that the attribution is not answered in between. */
function restIsQuoted(lines: readonly string[], from: number): boolean {
  const rest = lines.slice(from).filter((line) => line.trim() !== "");
  const firstIsQuoted = rest[0]?.startsWith(">") ?? true;
  return !firstIsQuoted || rest.every((line) => line.startsWith(">"));
}

/** Three or more quoted lines at the very end, without an attribution above. */
function trailingQuote(lines: readonly string[]): number | undefined {
  let first = lines.length;
  let quoted = 0;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? "";
    if (line.startsWith(">")) {
      quoted += 1;
      first = index;
    } else if (line.trim() !== "") break;
  }
  if (quoted < 3 || first === 0) return undefined;
  return lines.slice(0, first).reduce((at, line) => at + line.length + 1, 0);
}

/** The line without quote marks' indentation, emphasis and white space at its ends. */
function bare(line: string | undefined): string {
  return (line ?? "").replaceAll("*", "").trim();
}
