import { setTimeout as pause } from "node:timers/promises";
import { addEvent } from "../test/emulator/calendar/state.ts";
import { addFile } from "../test/emulator/drive/state.ts";
import type { Emulator } from "../test/emulator/emulator.ts";
import { addMessage } from "../test/emulator/gmail/state.ts";

const ME = "ada@example.com";
const FOLDER = "application/vnd.google-apps.folder";

/** Characters of a message's text: a newsletter in HTML has more, a short answer less. */
const MESSAGE_TEXT = 8_000;

/** What the measured calls need to know of the world. */
export interface Measured {
  messageIds: string[];
  calendarIds: string[];
  folderId: string;
  largeFileId: string;
}

/** Fills the emulator with what is read: mail, contacts, calendars, a folder, one large file. */
export async function fillWorld(emulator: Emulator, largeBytes: number): Promise<Measured> {
  // Messages that are made at the same instant would come in no order.
  await pause(1);
  return {
    messageIds: fillMailbox(emulator),
    calendarIds: fillCalendars(emulator),
    ...fillDrive(emulator, largeBytes),
    ...fillContacts(emulator),
  };
}

function fillMailbox(emulator: Emulator): string[] {
  const state = emulator.gmail.state(ME);
  const text = "All is well with the engine, and the drawings follow by post. ".repeat(MESSAGE_TEXT / 62);
  return Array.from({ length: 60 }, (_, index) => {
    const source = `From: Grace Example <grace@example.com>\nTo: ${ME}\nSubject: Measured ${index}\nMessage-ID: <m${index}@example.com>\nContent-Type: text/plain; charset=UTF-8\n\n${text}\n`;
    return addMessage(state, { source, labelIds: ["INBOX"], internalDate: Date.now() - index * 60_000 }).id;
  });
}

function fillCalendars(emulator: Emulator): string[] {
  const { calendars } = emulator.calendar.state(ME);
  const [first] = calendars;
  if (!first) throw new Error("the world has no calendar");
  return Array.from({ length: 10 }, (_, index) => {
    const calendar = { ...first, id: `measured${index}@group.calendar.google.com`, primary: false, events: [] };
    calendars.push(calendar);
    const at = (hour: number) => ({ dateTime: new Date(Date.now() + hour * 3_600_000).toISOString(), timeZone: "UTC" });
    for (let hour = 2; hour < 12; hour += 2)
      addEvent(calendar, { summary: `Event ${hour}`, start: at(hour), end: at(hour + 1), now: Date.now() });
    return calendar.id;
  });
}

function fillDrive(emulator: Emulator, largeBytes: number): { folderId: string; largeFileId: string } {
  const state = emulator.drive.state(ME);
  const folder = (name: string, parent?: string) =>
    addFile(state, { name, mimeType: FOLDER, modifiedTime: Date.now(), ...(parent && { parents: [parent] }) }).id;
  const top = folder("Measured");
  for (let index = 0; index < 10; index += 1) {
    const parents = [folder(`Folder ${index}`, top)];
    for (let file = 0; file < 5; file += 1)
      addFile(state, { name: `File ${file}.txt`, mimeType: "text/plain", modifiedTime: Date.now(), parents });
  }
  const content = Buffer.alloc(largeBytes, "0123456789abcdef");
  const mimeType = "application/octet-stream";
  const large = addFile(state, { name: "large.bin", mimeType, modifiedTime: Date.now(), content });
  return { folderId: top, largeFileId: large.id };
}

function fillContacts(emulator: Emulator): Record<string, never> {
  for (let index = 0; index < 60; index += 1) {
    const name = `Contact${index}`;
    emulator.people.addContact(ME, {
      names: [{ givenName: name, familyName: "Example" }],
      emailAddresses: [{ value: `${name.toLowerCase()}@example.com` }],
    });
  }
  return {};
}
