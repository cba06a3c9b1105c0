import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DOCUMENT } from "../emulator/drive/state.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { addLabel, addMessage, type StoredMessage } from "../emulator/gmail/state.ts";
import type { ContractCase } from "./contract-case.ts";

function firstMessage(emulator: Emulator): StoredMessage {
  const [message] = emulator.gmail.state("ada@example.com").messages;
  if (!message) throw new Error("the seed has messages");
  return message;
}

const mail = { to: ["grace@example.net"], subject: "Grüße", body: "**Hello**" };

/** A label of the person's own, by its id. */
function ownLabel(emulator: Emulator, suffix = ""): string {
  const state = emulator.gmail.state("ada@example.com");
  return addLabel(state, `Own ${state.labels.length}${suffix}`).id;
}

function filter(emulator: Emulator): string {
  const { filters } = emulator.gmail.state("ada@example.com");
  const id = `filter${filters.length}`;
  filters.push({ id, criteria: { from: id }, action: { removeLabelIds: ["INBOX"] } });
  return id;
}

/** A draft with a file, by its id. */
function draft(emulator: Emulator): string {
  const state = emulator.gmail.state("ada@example.com");
  const source =
    "To: grace@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=z\n\n--z\n\ny\n--z\nContent-Disposition: attachment; filename=a.txt\n\na\n--z--\n";
  const { id: messageId } = addMessage(state, { source, labelIds: ["DRAFT"], internalDate: emulator.world.now() });
  const id = `r${state.drafts.length}`;
  state.drafts.push({ id, messageId });
  return id;
}

/** A local file of that many bytes, by its path. */
async function file(folder: string, bytes: number): Promise<string> {
  const path = join(folder, `file-${bytes}.bin`);
  await writeFile(path, Buffer.alloc(bytes, 7));
  return path;
}

function driveFile(emulator: Emulator, mimeType: string): string {
  const found = emulator.drive.state("ada@example.com").files.find((one) => one.mimeType === mimeType);
  if (!found) throw new Error(`the seed has no ${mimeType}`);
  return `drive:${found.id}`;
}

const WITH_DRIVE = ["gmail.modify", "drive.readonly"];

/** Bytes of a file that take a mail to the upload path. */
const LARGE = 3_900_000;

/** A message to delete. */
function doomed(emulator: Emulator): string {
  const source = "From: alan@example.net\nSubject: x\n\ny";
  const state = emulator.gmail.state("ada@example.com");
  return addMessage(state, { source, labelIds: ["INBOX"], internalDate: emulator.world.now() }).id;
}

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
  {
    tool: "gmail_send",
    input: async (emulator, folder) => ({
      ...mail,
      from: "ada@example.com",
      attachments: [await file(folder, 3), driveFile(emulator, "image/png"), driveFile(emulator, DOCUMENT)],
    }),
    scopes: WITH_DRIVE,
  },
  { tool: "gmail_send", input: async (_, folder) => ({ ...mail, attachments: [await file(folder, LARGE)] }) },
  { tool: "gmail_reply", input: async (emulator) => ({ message_id: firstMessage(emulator).id, body: "Yes" }) },
  {
    tool: "gmail_reply",
    input: async (emulator, folder) => ({
      message_id: firstMessage(emulator).id,
      body: "Yes",
      reply_all: true,
      cc: ["alan@example.net"],
      attachments: [await file(folder, LARGE)],
    }),
  },
  { tool: "gmail_create_draft", input: { ...mail, cc: ["alan@example.net"], bcc: ["ada@example.com"] } },
  {
    tool: "gmail_create_draft",
    input: async (emulator, folder) => ({
      reply_to: firstMessage(emulator).id,
      from: "ada@example.com",
      attachments: [await file(folder, LARGE)],
    }),
    scopes: ["gmail.modify"],
  },
  { tool: "gmail_download_attachment", input: async (emulator) => ({ message_id: firstMessage(emulator).id }) },
  {
    tool: "gmail_download_attachment",
    input: async (emulator) => ({ message_id: firstMessage(emulator).id, attachments: ["invoice-2026-117.pdf"] }),
  },
  {
    tool: "gmail_get_attachment",
    input: async (emulator) => ({ message_id: firstMessage(emulator).id, attachment: "1" }),
  },
  {
    tool: "gmail_get_attachment",
    input: async (emulator) => ({
      message_id: firstMessage(emulator).id,
      attachment: "invoice-2026-117.pdf",
      offset: 5,
    }),
  },
  { tool: "gmail_forward", input: async (emulator) => ({ message_id: firstMessage(emulator).id, to: mail.to }) },
  {
    tool: "gmail_forward",
    input: async (emulator, folder) => ({
      message_id: firstMessage(emulator).id,
      bcc: mail.to,
      from: "ada@example.com",
      format: "plain",
      attachments: [await file(folder, LARGE)],
    }),
  },
  {
    tool: "gmail_list_drafts",
    input: async (emulator) => {
      draft(emulator);
      return {};
    },
  },
  { tool: "gmail_list_drafts", input: { query: "subject:x", page_size: 1 }, scopes: ["gmail.compose"] },
  { tool: "gmail_update_draft", input: async (emulator) => ({ draft_id: draft(emulator), subject: "Grüße" }) },
  {
    tool: "gmail_update_draft",
    input: async (emulator, folder) => ({
      draft_id: draft(emulator),
      ...mail,
      attachments: [await file(folder, LARGE)],
      remove_attachments: ["a.txt"],
    }),
  },
  { tool: "gmail_send_draft", input: async (emulator) => ({ draft_id: draft(emulator) }) },
  { tool: "gmail_send_draft", input: async (emulator) => ({ draft_id: draft(emulator) }), scopes: ["gmail.modify"] },
  { tool: "gmail_delete_draft", input: async (emulator) => ({ draft_id: draft(emulator) }) },
  { tool: "gmail_delete_draft", input: async (emulator) => ({ draft_id: draft(emulator) }), scopes: ["gmail.modify"] },
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
  { tool: "gmail_trash", input: async (emulator) => ({ message_ids: [firstMessage(emulator).id] }) },
  { tool: "gmail_trash", input: async (emulator) => ({ thread_ids: [firstMessage(emulator).threadId] }) },
  { tool: "gmail_untrash", input: async (emulator) => ({ message_ids: [firstMessage(emulator).id] }) },
  { tool: "gmail_untrash", input: async (emulator) => ({ thread_ids: [firstMessage(emulator).threadId] }) },
  { tool: "gmail_create_label", input: { name: "Contract" } },
  { tool: "gmail_create_label", input: { name: "Contract/Nested/Deep", color: "#ff0000", text_color: "#ffffff" } },
  {
    tool: "gmail_update_label",
    input: async (emulator) => ({ label: ownLabel(emulator), color: "#00ff00", in_label_list: "hide" }),
  },
  {
    tool: "gmail_update_label",
    input: async (emulator) => ({ label: ownLabel(emulator, "/below"), name: "Renamed", in_message_list: "hide" }),
  },
  { tool: "gmail_delete_label", input: async (emulator) => ({ label: ownLabel(emulator) }) },
  { tool: "gmail_delete_label", input: async (emulator) => ({ label: ownLabel(emulator) }), scopes: ["gmail.modify"] },
  { tool: "gmail_list_filters", input: {} },
  { tool: "gmail_list_filters", input: {}, scopes: ["gmail.readonly"] },
  { tool: "gmail_create_filter", input: { from: "alan@example.net", remove_labels: ["INBOX"] } },
  {
    tool: "gmail_create_filter",
    input: async (emulator) => {
      emulator.gmail.state("ada@example.com").forwardingAddresses.push("grace@example.com");
      return {
        to: "ada@example.com",
        subject: "Invoice",
        query: "larger:1M",
        add_labels: [ownLabel(emulator)],
        forward_to: "grace@example.com",
      };
    },
    scopes: ["gmail.settings.basic", "gmail.labels"],
  },
  { tool: "gmail_delete_filter", input: async (emulator) => ({ filter_id: filter(emulator) }) },
  { tool: "gmail_delete_filter", input: async (emulator) => ({ filter_id: filter(emulator) }) },
  { tool: "gmail_get_vacation", input: {} },
  { tool: "gmail_get_vacation", input: {}, scopes: ["gmail.readonly"] },
  { tool: "gmail_set_vacation", input: { on: true, body: "Away", first_day: "2026-12-24", last_day: "2026-12-31" } },
  { tool: "gmail_set_vacation", input: { on: false, subject: "Away", contacts_only: true, domain_only: true } },
  { tool: "gmail_set_signature", input: { signature: "**Ada**" } },
  { tool: "gmail_set_signature", input: { signature: "", alias: "ada@example.com" } },
  { tool: "gmail_list_history", input: {} },
  { tool: "gmail_list_history", input: { history_id: "1001", page_size: 3 } },
  {
    tool: "gmail_delete_permanently",
    input: async (emulator) => ({ message_ids: [doomed(emulator)] }),
  },
  {
    tool: "gmail_delete_permanently",
    input: async (emulator) => ({ message_ids: [doomed(emulator), doomed(emulator)] }),
  },
];
