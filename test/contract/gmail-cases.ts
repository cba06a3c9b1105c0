import type { Emulator } from "../emulator/emulator.ts";
import type { StoredMessage } from "../emulator/gmail/state.ts";
import type { ContractCase } from "./contract-case.ts";

function firstMessage(emulator: Emulator): StoredMessage {
  const [message] = emulator.gmail.state("ada@example.com").messages;
  if (!message) throw new Error("the seed has messages");
  return message;
}

const mail = { to: ["grace@example.net"], subject: "Grüße", body: "**Hello**" };

/** At least two calls of each tool of the service. */
export const gmailCases: readonly ContractCase[] = [
  { tool: "gmail_search", input: {} },
  { tool: "gmail_search", input: { query: "in:inbox is:unread" } },
  { tool: "gmail_get_message", input: async (emulator) => ({ ids: [firstMessage(emulator).id] }) },
  {
    tool: "gmail_get_message",
    input: async (emulator) => ({
      ids: emulator.gmail
        .state("ada@example.com")
        .messages.slice(0, 3)
        .map(({ id }) => id),
    }),
  },
  { tool: "gmail_get_thread", input: async (emulator) => ({ thread_id: firstMessage(emulator).threadId }) },
  { tool: "gmail_get_thread", input: async (emulator) => ({ thread_id: firstMessage(emulator).threadId, offset: 10 }) },
  { tool: "gmail_send", input: mail },
  { tool: "gmail_send", input: { ...mail, cc: ["ada@example.com"], format: "plain" } },
  { tool: "gmail_list_labels", input: {} },
  { tool: "gmail_list_labels", input: {}, scopes: ["gmail.labels"] },
  {
    tool: "gmail_modify_labels",
    input: async (emulator) => ({ message_ids: [firstMessage(emulator).id], add: ["STARRED"] }),
  },
  {
    tool: "gmail_modify_labels",
    input: async (emulator) => ({ thread_ids: [firstMessage(emulator).threadId], remove: ["UNREAD"] }),
  },
  { tool: "gmail_list_send_as", input: {} },
  { tool: "gmail_list_send_as", input: {}, scopes: ["gmail.readonly"] },
];
