import type { meet_v2 } from "googleapis/build/src/apis/meet/v2.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { offset } from "../input.ts";
import { defineTool } from "../tool.ts";
import { conference } from "./meet-input.ts";
import { SEE_CONFERENCES } from "./meet-scopes.ts";
import { participantName, readParticipants } from "./participants.ts";
import { idOf } from "./space-text.ts";

/** Recordings and transcripts that are shown; a call hardly has more than one of each. */
const MOST_ARTIFACTS = 100;

/** Shows who took part in a call and what was kept of it. */
export const meetGetConference = defineTool({
  name: "meet_get_conference",
  title: "Call details",
  description: "Shows a Meet call: who took part and when, recordings and transcripts with their Drive file ids.",
  service: "meet",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_CONFERENCES,
  input: z.strictObject({ conference_id: conference, offset }),
  async run({ conference_id, offset: from }, call) {
    const meet = await call.google.meet();
    const list = { parent: conference_id, pageSize: MOST_ARTIFACTS };
    const [{ participants, cut }, { data: recordings }, { data: transcripts }] = await Promise.all([
      readParticipants(meet, conference_id),
      meet.conferenceRecords.recordings.list({
        ...list,
        fields: "recordings(state,startTime,endTime,driveDestination(file,exportUri))",
      }),
      meet.conferenceRecords.transcripts.list({
        ...list,
        fields: "transcripts(state,startTime,endTime,docsDestination(document,exportUri))",
      }),
    ]);
    const { timeZone } = call.account;
    const time = (value: string | null | undefined) => (value ? formatInstant(value, timeZone) : "");
    const people = participants.map((one) => [
      shorten(participantName(one), 100),
      time(one.earliestStartTime),
      time(one.latestEndTime) || "still there",
    ]);
    const files = [
      ...(recordings.recordings ?? []).map((one) =>
        artifact("Recording", one, one.driveDestination?.file, one.driveDestination?.exportUri, time),
      ),
      ...(transcripts.transcripts ?? []).map((one) =>
        artifact("Transcript", one, one.docsDestination?.document, one.docsDestination?.exportUri, time),
      ),
    ];
    const parts = [
      `Call ${idOf(conference_id)}; times in ${timeZone}.`,
      `${people.length}${cut ? " and more" : ""} took part.\n${markdownTable(["who", "came", "left"], people)}`,
      files.length === 0 ? "No recording and no transcript." : files.join("\n"),
    ];
    const { text, next, total } = pieceOf(parts.join("\n\n"), from);
    return { text, ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }) };
  },
});

function artifact(
  what: string,
  { state, startTime }: meet_v2.Schema$Recording | meet_v2.Schema$Transcript,
  file: string | null | undefined,
  link: string | null | undefined,
  time: (value: string | null | undefined) => string,
): string {
  const where = file
    ? `file ${file}, ${link ?? ""}`
    : state === "STARTED"
      ? "still running"
      : "its file is not ready yet";
  return `- ${what} from ${time(startTime)}: ${where}`;
}
