import { createHash } from "node:crypto";

export type SpaceType = "SPACE" | "GROUP_CHAT" | "DIRECT_MESSAGE";

export interface StoredMember {
  /** Address of a person, `group:123` for a Google group, `app:Name` for a Chat app. */
  who: string;
  role: "ROLE_MEMBER" | "ROLE_MANAGER";
  state: "JOINED" | "INVITED";
  created: number;
}

export interface StoredAttachment {
  name: string;
  type: string;
  /** What was uploaded; a file of Drive has its id instead. */
  content: Buffer | undefined;
  driveFileId: string | undefined;
}

export interface StoredReaction {
  id: string;
  emoji: string;
  by: string;
}

export interface StoredMessage {
  id: string;
  thread: string;
  /** Address of a person, or `app:Name`. */
  sender: string;
  /** As it was sent, with Chat's markup. */
  markup: string;
  created: number;
  edited: number | undefined;
  deleted: number | undefined;
  attachments: StoredAttachment[];
  reactions: StoredReaction[];
}

export interface StoredSpace {
  id: string;
  type: SpaceType;
  displayName: string | undefined;
  description: string | undefined;
  guidelines: string | undefined;
  externalAllowed: boolean;
  /** Domain of the organization that owns it. */
  domain: string | undefined;
  created: number;
  members: StoredMember[];
  messages: StoredMessage[];
}

export function newSpace(values: Partial<StoredSpace> & { type: SpaceType }, seed: string, now: number): StoredSpace {
  return {
    id: `AAQA${chatId(`space ${seed}`).slice(0, 7)}`,
    displayName: undefined,
    description: undefined,
    guidelines: undefined,
    externalAllowed: false,
    domain: undefined,
    created: now,
    members: [],
    messages: [],
    ...values,
  };
}

export function newMember(who: string, now: number, values: Partial<StoredMember> = {}): StoredMember {
  return { who, role: "ROLE_MEMBER", state: "JOINED", created: now, ...values };
}

/** A message; without a thread it begins one, whose id its own repeats, as Chat's ids do. */
export function newMessage(
  values: Partial<StoredMessage> & { sender: string; markup: string },
  seed: string,
  now: number,
): StoredMessage {
  const own = chatId(`message ${seed}`);
  const thread = values.thread ?? own;
  return {
    id: `${thread}.${own}`,
    thread,
    created: now,
    edited: undefined,
    deleted: undefined,
    attachments: [],
    reactions: [],
    ...values,
  };
}

/** An id of Chat's shape: 11 characters. */
export function chatId(seed: string): string {
  return createHash("sha256").update(seed).digest("base64url").slice(0, 11);
}

/** The name under which the media API gives an attachment. */
export function mediaName(space: StoredSpace, message: StoredMessage, index: number): string {
  return Buffer.from(`spaces/${space.id}/messages/${message.id}/attachments/${index + 1}`).toString("base64");
}

/** Whether a message is there for others and answers the one that began its thread. */
export function isReply({ id, thread }: StoredMessage): boolean {
  return id !== `${thread}.${thread}`;
}
