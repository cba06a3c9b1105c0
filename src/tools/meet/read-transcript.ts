import type { meet_v2 } from "googleapis/build/src/apis/meet/v2.js";
import * as z from "zod";
import { DEFAULT_CHARACTERS, pieceOf } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { oneLine } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { offset } from "../input.ts";
import { defineTool } from "../tool.ts";
import { conference } from "./meet-input.ts";
import { SEE_CONFERENCES } from "./meet-scopes.ts";
import { participantName, readParticipants } from "./participants.ts";

/** Entries on a page; Google gives no more at once. */
const PAGE = 100;

/** Shows what was said in a call, speakers by name. */
export const meetReadTranscript = defineTool({
  name: "meet_read_transcript",
  title: "Read transcript",
  description: "Reads what was said in a Meet call that was transcribed, with speakers' names and times.",
  service: "meet",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_CONFERENCES,
  input: z.strictObject({ conference_id: conference, offset }),
  async run({ conference_id, offset: from }, call) {
    const meet = await call.google.meet();
    const [{ participants }, { data }] = await Promise.all([
      readParticipants(meet, conference_id),
      meet.conferenceRecords.transcripts.list({
        parent: conference_id,
        pageSize: 100,
        fields: "transcripts(name,state,startTime)",
      }),
    ]);
    const transcripts = data.transcripts ?? [];
    if (transcripts.length === 0)
      throw new ToolError(
        "not_found",
        "This call has no transcript",
        "Transcripts are there only when someone switched them on in the call.",
      );
    const names = new Map(participants.map((one) => [one.name ?? "", oneLine(participantName(one))]));
    const { timeZone } = call.account;
    const protocol = new Protocol(names, timeZone);
    const whole = await readInto(protocol, meet, transcripts, from + DEFAULT_CHARACTERS);
    const { text, next } = pieceOf(protocol.text, from);
    const running = transcripts.some(({ state }) => state === "STARTED") ? ["It is still being written."] : [];
    const more = next === undefined ? [] : [`Read on: offset ${next}`];
    const notes = [`Times in ${timeZone}.`, ...running, ...more];
    return { text: whole && protocol.text === "" ? "Nothing was said." : text, note: notes.join(" ") };
  },
});

/** Reads entries until there are more characters than are wanted, or no more entries. @returns whether all were read */
async function readInto(
  protocol: Protocol,
  meet: meet_v2.Meet,
  transcripts: readonly meet_v2.Schema$Transcript[],
  wanted: number,
): Promise<boolean> {
  for (const { name, startTime } of transcripts) {
    if (transcripts.length > 1) protocol.startTranscript(startTime ?? "");
    let pageToken: string | undefined;
    do {
      if (protocol.text.length > wanted) return false;
      const { data } = await meet.conferenceRecords.transcripts.entries.list({
        parent: name ?? "",
        pageSize: PAGE,
        fields: "transcriptEntries(participant,text,startTime),nextPageToken",
        ...(pageToken !== undefined && { pageToken }),
      });
      for (const entry of data.transcriptEntries ?? []) protocol.add(entry);
      pageToken = data.nextPageToken || undefined;
    } while (pageToken !== undefined);
  }
  return true;
}

/** The text of a transcript, a paragraph for each turn; what is added never changes what is there, so offsets hold. */
class Protocol {
  text = "";
  readonly #names: ReadonlyMap<string, string>;
  readonly #timeZone: string;
  #speaker: string | undefined;

  constructor(names: ReadonlyMap<string, string>, timeZone: string) {
    this.#names = names;
    this.#timeZone = timeZone;
  }

  startTranscript(startTime: string): void {
    this.#paragraph(`## Transcript from ${formatInstant(startTime, this.#timeZone)}`);
    this.#speaker = undefined;
  }

  add({ participant, text, startTime }: meet_v2.Schema$TranscriptEntry): void {
    const said = oneLine(text ?? "");
    if (said === "") return;
    if (this.#speaker === participant) {
      this.text += ` ${said}`;
      return;
    }
    this.#speaker = participant ?? "";
    const name = this.#names.get(participant ?? "") ?? "Someone";
    this.#paragraph(`[${formatInstant(startTime ?? "", this.#timeZone).slice(-5)}] ${name}: ${said}`);
  }

  #paragraph(text: string): void {
    this.text += `${this.text === "" ? "" : "\n"}${text}`;
  }
}
