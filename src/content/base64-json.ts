/** Characters before the value that are looked through for its name. */
const LONGEST_START = 4_096;

/** How Google's JSON may write the padding `=`. */
const ENDS = /["\\=]/;

/**
 * Decodes the base64 value of one field of a JSON answer as it comes in, so that a large one is never held whole:
 * `{"data": "…"}` as Gmail gives an attachment. Both alphabets of RFC 4648 are read.
 * @param field name of a field whose value is nothing but base64
 * @throws Error when the field does not come, or its value does not end
 */
export async function* decodeBase64Field(json: AsyncIterable<unknown>, field: string): AsyncGenerator<Buffer> {
  const opening = new RegExp(`"${field}"\\s*:\\s*"`);
  let text = "";
  let open = false;
  for await (const chunk of json) {
    text +=
      typeof chunk === "string" ? chunk : chunk instanceof Uint8Array ? Buffer.from(chunk).toString("latin1") : "";
    if (!open) {
      const found = opening.exec(text);
      if (!found && text.length > LONGEST_START) break;
      if (!found) continue;
      open = true;
      text = text.slice(found.index + found[0].length);
    }
    const end = text.search(ENDS);
    const whole = end >= 0 ? end : text.length - (text.length % 4);
    if (whole > 0) yield Buffer.from(text.slice(0, whole), "base64url");
    if (end >= 0) return;
    text = text.slice(whole);
  }
  throw new Error(open ? `the value of ${field} does not end` : `there is no ${field}`);
}
