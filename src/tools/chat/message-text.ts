import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import { mentionedUsers, readChatText } from "../../content/chat-text.ts";
import { formatInstant } from "../../content/dates.ts";
import { oneLine, shorten } from "../../content/table.ts";
import type { ChatUser } from "./names.ts";
import { idOfUser } from "./names.ts";

/** What is read of a message. */
export const MESSAGE_FIELDS =
  "name,sender(name,displayName,type),createTime,lastUpdateTime,text,formattedText,fallbackText,thread(name),threadReply,attachment(contentName,contentType,source,driveDataRef(driveFileId)),attachedGifs(uri),cardsV2(cardId),emojiReactionSummaries(emoji(unicode,customEmoji(emojiName)),reactionCount),quotedMessageMetadata(name),annotations(userMention(user(name,displayName,type)))";

const last = (name: string | null | undefined) => name?.split("/").at(-1) ?? "";

/** Everyone whom a message names: who sent it, and whom it mentions. */
export function usersOf({ sender, annotations, formattedText }: chat_v1.Schema$Message): ChatUser[] {
  const mentioned = (annotations ?? []).flatMap(({ userMention }) => userMention?.user ?? []);
  const inText = mentionedUsers(formattedText ?? "").map((id) => ({ name: `users/${id}` }));
  return [...(sender ? [sender] : []), ...mentioned, ...inText];
}

/** A message for reading: who, when, its ids, what it says, and what hangs on it. */
export function renderMessage(
  message: chat_v1.Schema$Message,
  nameOf: (userId: string) => string,
  timeZone: string,
): string {
  const when = formatInstant(message.createTime ?? "", timeZone);
  const who = oneLine(nameOf(idOfUser(message.sender)));
  const place = message.threadReply ? "reply in thread" : "thread";
  const edited = message.lastUpdateTime ? ", edited" : "";
  const head = `[${when}] ${who} — ${last(message.name)}, ${place} ${last(message.thread?.name)}${edited}`;
  const said = readChatText(message.formattedText || message.text || message.fallbackText || "", nameOf);
  return [head, said, ...extras(message)].filter((line) => line !== "").join("\n");
}

function extras(message: chat_v1.Schema$Message): string[] {
  const { attachment, attachedGifs, cardsV2, emojiReactionSummaries, quotedMessageMetadata } = message;
  const reactions = (emojiReactionSummaries ?? []).map(
    ({ emoji, reactionCount }) => `${emoji?.unicode ?? emoji?.customEmoji?.emojiName ?? "?"} ${reactionCount ?? 1}`,
  );
  return [
    ...(quotedMessageMetadata?.name ? [`(quotes ${last(quotedMessageMetadata.name)})`] : []),
    ...(attachment ?? []).map((one, index) => `(attachment ${index + 1}: ${describeAttachment(one)})`),
    ...(attachedGifs ?? []).map(({ uri }) => `(GIF ${uri})`),
    ...((cardsV2 ?? []).length > 0 && !message.text ? ["(a card of an app)"] : []),
    ...(reactions.length > 0 ? [`(reactions: ${reactions.join(", ")})`] : []),
  ];
}

function describeAttachment({ contentName, contentType, driveDataRef }: chat_v1.Schema$Attachment): string {
  const what = `${shorten(contentName ?? "without a name", 200)}, ${contentType ?? "unknown type"}`;
  return driveDataRef?.driveFileId ? `${what}, Drive file ${driveDataRef.driveFileId}` : what;
}
