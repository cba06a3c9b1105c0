import * as z from "zod";

/** Bytes of a message with all that is in it (Chat API, "spaces.messages.create"). */
const LARGEST_MESSAGE_BYTES = 32_000;

/** An id that stands at the end of a resource name, with or without the name before it. */
function lastPart(what: string, collection: string, pattern: string) {
  return z
    .string()
    .max(300, `expected the id of a ${what}`)
    .regex(
      new RegExp(`^(?:(?:spaces/[\\w-]+/)?${collection}/)?${pattern}$`),
      `expected the id of a ${what}, as an earlier answer gave it`,
    )
    .transform((value) => value.split("/").at(-1) ?? "");
}

/** A space's id; `spaces/AAAA` is taken too. */
export const spaceId = lastPart("space", "spaces", "[\\w-]{1,100}");

export const messageId = lastPart("message", "messages", "[\\w-]{1,100}(?:\\.[\\w-]{1,100})?");

export const threadId = lastPart("thread", "threads", "[\\w-]{1,100}");

/** What a message says, in Chat's own markup. */
export const chatText = z
  .string()
  .refine((value) => value.trim() !== "", "expected some text")
  .refine((value) => !value.includes("\0"), "expected text without NUL characters")
  .refine(
    (value) => Buffer.byteLength(value) <= LARGEST_MESSAGE_BYTES,
    `expected at most ${LARGEST_MESSAGE_BYTES} bytes; send several messages instead`,
  );

/** How {@link chatText} is written, for the description of its field. */
export const CHAT_MARKUP = "Chat markup: *bold*, _italic_, ~strike~, `code`, <https://url|words>.";

/** One emoji as Unicode recommends them for interchange (UTS 51, "RGI emoji set"). */
const ONE_EMOJI = "^\\p{RGI_Emoji}$";
// The compiler's target has no literal with this flag, but every Node that is supported knows it.
const EMOJI = new RegExp(ONE_EMOJI, "v");

/** Asks for the coloured form of a sign that text has too, such as ❤. */
const VARIATION_SELECTOR = "\ufe0f";

export const emoji = z
  .string()
  .max(40, "expected one emoji such as 👍")
  .transform((value, context) => {
    const found = [value, `${value}${VARIATION_SELECTOR}`].find((one) => EMOJI.test(one));
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: "expected one emoji such as 👍" });
    return z.NEVER;
  });
