import type {
  StoredConference,
  StoredEntry,
  StoredMeetSpace,
  StoredParticipant,
  StoredRecording,
  StoredTranscript,
} from "./state.ts";

const DAY = 86_400_000;

/** Records go 30 days after the call ended ("ConferenceRecord", `expireTime`). */
export function expiryOf({ start, end }: StoredConference): number {
  return (end ?? start) + 30 * DAY;
}

const time = (instant: number) => new Date(instant).toISOString();
const during = (start: number, end: number | undefined) => ({
  startTime: time(start),
  ...(end !== undefined && { endTime: time(end) }),
});

export function spaceShape(space: StoredMeetSpace, running: StoredConference | undefined): Record<string, unknown> {
  return {
    name: `spaces/${space.id}`,
    meetingUri: `https://meet.google.com/${space.code}`,
    meetingCode: space.code,
    config: space.config,
    ...(running && { activeConference: { conferenceRecord: `conferenceRecords/${running.id}` } }),
  };
}

export function conferenceShape(conference: StoredConference): Record<string, unknown> {
  return {
    name: `conferenceRecords/${conference.id}`,
    ...during(conference.start, conference.end),
    expireTime: time(expiryOf(conference)),
    space: `spaces/${conference.spaceId}`,
  };
}

export function participantShape(conference: StoredConference, one: StoredParticipant): Record<string, unknown> {
  return {
    name: `conferenceRecords/${conference.id}/participants/${one.id}`,
    earliestStartTime: time(one.joined),
    ...(one.left !== undefined && { latestEndTime: time(one.left) }),
    ...(one.kind === "signedin" && { signedinUser: { user: `users/${one.id}`, displayName: one.name } }),
    ...(one.kind === "anonymous" && { anonymousUser: { displayName: one.name } }),
    ...(one.kind === "phone" && { phoneUser: { displayName: one.name } }),
  };
}

export function recordingShape(conference: StoredConference, one: StoredRecording): Record<string, unknown> {
  return {
    name: `conferenceRecords/${conference.id}/recordings/${one.id}`,
    state: one.state,
    ...during(one.start, one.end),
    ...(one.file !== undefined && {
      driveDestination: { file: one.file, exportUri: `https://drive.google.com/file/d/${one.file}/view` },
    }),
  };
}

export function transcriptShape(conference: StoredConference, one: StoredTranscript): Record<string, unknown> {
  return {
    name: `conferenceRecords/${conference.id}/transcripts/${one.id}`,
    state: one.state,
    ...during(one.start, one.end),
    ...(one.document !== undefined && {
      docsDestination: {
        document: one.document,
        exportUri: `https://docs.google.com/document/d/${one.document}/view`,
      },
    }),
  };
}

export function entryShape(
  conference: StoredConference,
  transcript: StoredTranscript,
  entry: StoredEntry,
): Record<string, unknown> {
  const index = transcript.entries.indexOf(entry);
  return {
    name: `conferenceRecords/${conference.id}/transcripts/${transcript.id}/entries/${index + 1}`,
    participant: `conferenceRecords/${conference.id}/participants/${entry.participant}`,
    text: entry.text,
    languageCode: "en-US",
    ...during(entry.at, entry.at + 4_000),
  };
}
