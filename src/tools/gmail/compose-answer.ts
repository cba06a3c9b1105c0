import { parseAddressList, withoutDoubles } from "../../content/address-list.ts";
import { answerRecipients, answerReferences, answerSubject } from "../../content/answer.ts";
import { rawHeader, readHeader } from "../../content/mail-header.ts";
import type { MailAddress, OutgoingMail } from "../../content/mime-message.ts";
import { composeBody, quoteAnswered } from "../../content/quoted-message.ts";
import { ToolError } from "../../errors.ts";
import { isEmailAddress } from "../input.ts";
import type { Call } from "../tool.ts";
import { chooseAlias, loadAliases } from "./aliases.ts";
import { fetchMessage } from "./message.ts";

/** What somebody wants to answer. */
export interface AnswerInput {
  readonly message_id: string;
  readonly body: string;
  readonly format: "markdown" | "plain";
  readonly reply_all: boolean;
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly from?: string | undefined;
}

/** An answer but for its files. */
export interface Answer {
  mail: OutgoingMail & Required<Pick<OutgoingMail, "to" | "cc" | "bcc">>;
  /** The conversation that it belongs to. */
  threadId: string;
}

/**
 * Writes the answer to a message: to whom it goes, from which of the account's addresses, in which conversation, with
 * what it answers quoted below.
 * @throws ToolError `not_found` for a message that is not there, `invalid_input` for one that nobody can be answered on
 */
export async function composeAnswer(input: AnswerInput, call: Call): Promise<Answer> {
  const gmail = await call.google.gmail();
  const [original, aliases] = await Promise.all([fetchMessage(gmail, input.message_id), loadAliases(gmail, call)]);
  const headers = original.payload?.headers;
  const own = [call.account.email, ...(aliases ?? []).map(({ address }) => address)];
  const answered = answerRecipients(headers, own, input.reply_all);
  const to = answered.to.filter(({ address }) => isEmailAddress(address));
  if (to.length === 0)
    throw new ToolError(
      "invalid_input",
      "The message names nobody who could be answered",
      "Write to them with gmail_send.",
    );
  const copied = [...answered.cc.filter(({ address }) => isEmailAddress(address)), ...input.cc];
  const from = input.from === undefined ? aliasAddressed(headers, aliases) : chooseAlias(aliases, input.from);
  const quote = quoteAnswered({
    payload: original.payload,
    date: Number(original.internalDate),
    timeZone: call.account.timeZone,
  });
  return {
    threadId: original.threadId ?? "",
    mail: {
      ...(from && { from }),
      to,
      cc: withoutDoubles(copied),
      bcc: withoutDoubles(input.bcc),
      subject: answerSubject(readHeader(headers, "Subject")),
      ...answerReferences(headers),
      ...composeBody(input.body, input.format, quote),
    },
  };
}

/** Who wrote to an alias is answered from it, and does not learn the main address. */
function aliasAddressed(
  headers: Parameters<typeof readHeader>[0],
  aliases: readonly MailAddress[] | undefined,
): MailAddress | undefined {
  const named = ["From", "To", "Cc"].flatMap((name) => parseAddressList(rawHeader(headers, name)));
  const [main, ...others] = aliases ?? [];
  const isNamed = (alias: MailAddress) =>
    named.some(({ address }) => address.toLowerCase() === alias.address.toLowerCase());
  return main && isNamed(main) ? undefined : others.find(isNamed);
}
