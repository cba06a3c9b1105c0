import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

const ADA = "ada@example.com";
const GRACE = "grace@example.com";

/** A space of Ada's with messages: an own one with a reply and a file, and one of Grace's. */
function space({ chat }: Emulator) {
  const name = `Contract ${chat.spaces().length}`;
  const room = chat.addSpace("SPACE", [ADA, GRACE], { displayName: name, externalAllowed: true });
  const own = chat.addMessage(room, ADA, "own", {
    attachments: ["a.txt", "b.txt"].map((file) => ({
      name: file,
      type: "text/plain",
      content: Buffer.from(file),
      driveFileId: undefined,
    })),
    reactions: [{ id: "r", emoji: "👍", by: ADA }],
  });
  const reply = chat.addMessage(room, GRACE, "reply", { thread: own.thread });
  const plain = chat.addMessage(room, ADA, "plain");
  return { room, own, reply, plain };
}

const inSpace = (more: (made: ReturnType<typeof space>) => Record<string, unknown>): ContractCase["input"] => {
  return async (emulator) => {
    const made = space(emulator);
    return { space_id: made.room.id, ...more(made) };
  };
};

/** At least two calls of each tool of the service. */
export const chatCases: readonly ContractCase[] = [
  { tool: "chat_list_spaces", input: {} },
  {
    tool: "chat_list_spaces",
    input: { type: "group", page_size: 5 },
    scopes: ["chat.spaces", "chat.memberships.readonly", "directory.readonly"],
  },
  { tool: "chat_list_messages", input: inSpace(() => ({})) },
  {
    tool: "chat_list_messages",
    input: inSpace(({ own }) => ({
      thread_id: own.thread,
      from: "2026-01-01",
      to: "2099-12-31T10:00",
      page_size: 1,
    })),
    scopes: ["chat.messages", "contacts.readonly"],
  },
  { tool: "chat_send_message", input: inSpace(() => ({ text: "*Hello*" })) },
  { tool: "chat_send_message", input: inSpace(({ own }) => ({ text: "Yes", thread_id: own.thread })) },
  { tool: "chat_send_message", input: { to: GRACE, text: "Hello" }, scopes: ["chat.messages", "chat.spaces.create"] },
  { tool: "chat_find_dm", input: { email: GRACE } },
  { tool: "chat_find_dm", input: { email: "alan@example.net" }, scopes: ["chat.spaces"] },
  { tool: "chat_get_space", input: inSpace(() => ({})) },
  {
    tool: "chat_get_space",
    input: inSpace(() => ({})),
    scopes: ["chat.spaces", "chat.memberships", "directory.readonly"],
  },
  ...["new", "new\nlines"].map((text) => ({
    tool: "chat_update_message",
    input: inSpace(({ own }) => ({ message_id: own.id, text })),
  })),
  { tool: "chat_delete_message", input: inSpace(({ plain }) => ({ message_id: plain.id })) },
  { tool: "chat_delete_message", input: inSpace(({ own }) => ({ message_id: own.id, with_replies: true })) },
  { tool: "chat_react", input: inSpace(({ reply }) => ({ message_id: reply.id, emoji: "❤️" })) },
  { tool: "chat_react", input: inSpace(({ own }) => ({ message_id: own.id, emoji: "👍", remove: true })) },
  {
    tool: "chat_react",
    input: inSpace(({ own }) => ({ message_id: own.id, emoji: "👍", remove: true })),
    scopes: ["chat.messages"],
  },
  {
    tool: "chat_create_space",
    input: async ({ chat }) => ({ name: `Made ${chat.spaces().length}`, members: [GRACE], description: "About it" }),
  },
  {
    tool: "chat_create_space",
    input: { members: [GRACE, "alan@example.net"], allow_external: true },
    scopes: ["chat.spaces"],
  },
  { tool: "chat_manage_members", input: inSpace(() => ({ add: ["mary@example.com"], remove: [GRACE] })) },
  { tool: "chat_manage_members", input: inSpace(() => ({ add: ["alan@example.net"] })) },
  ...[1, 2].map((attachment) => ({
    tool: "chat_download_attachment",
    input: inSpace(({ own }) => ({ message_id: own.id, attachment })),
  })),
];
