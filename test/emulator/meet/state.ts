import { createHash } from "node:crypto";

/** Settings of a space as the API names them; what is not set has Google's default. */
export interface StoredConfig {
  accessType: string;
  entryPointAccess: string;
  moderation: string;
  attendanceReportGenerationType: string;
  artifactConfig: {
    recordingConfig: { autoRecordingGeneration: string };
    transcriptionConfig: { autoTranscriptionGeneration: string };
    smartNotesConfig: { autoSmartNotesGeneration: string };
  };
}

export interface StoredMeetSpace {
  id: string;
  code: string;
  owner: string;
  /** OAuth client that made it: what `meetings.space.created` reaches. */
  madeBy: string | undefined;
  config: StoredConfig;
}

/** One person in a call; whoever has no address was not signed in, or came by telephone. */
export interface StoredParticipant {
  id: string;
  name: string;
  kind: "signedin" | "anonymous" | "phone";
  email?: string;
  /** Milliseconds since the epoch. */
  joined: number;
  left: number | undefined;
}

export interface StoredEntry {
  participant: string;
  text: string;
  at: number;
}

export interface StoredTranscript {
  id: string;
  state: "STARTED" | "ENDED" | "FILE_GENERATED";
  start: number;
  end: number | undefined;
  document: string | undefined;
  entries: StoredEntry[];
}

export interface StoredRecording {
  id: string;
  state: "STARTED" | "ENDED" | "FILE_GENERATED";
  start: number;
  end: number | undefined;
  file: string | undefined;
}

export interface StoredConference {
  id: string;
  spaceId: string;
  start: number;
  end: number | undefined;
  participants: StoredParticipant[];
  recordings: StoredRecording[];
  transcripts: StoredTranscript[];
}

export function defaultConfig(): StoredConfig {
  return {
    accessType: "TRUSTED",
    entryPointAccess: "ALL",
    moderation: "OFF",
    attendanceReportGenerationType: "DO_NOT_GENERATE",
    artifactConfig: {
      recordingConfig: { autoRecordingGeneration: "OFF" },
      transcriptionConfig: { autoTranscriptionGeneration: "OFF" },
      smartNotesConfig: { autoSmartNotesGeneration: "OFF" },
    },
  };
}

/** An id of Google's shape: 12 characters, case-sensitive. */
export function spaceId(seed: string): string {
  return createHash("sha256").update(seed).digest("base64").replace(/[+/=]/g, "").slice(0, 12);
}

/** A meeting code: `abc-mnop-xyz`. */
export function meetingCode(seed: string): string {
  const bytes = createHash("sha256").update(`code ${seed}`).digest();
  const letters = (from: number, count: number) =>
    [...bytes.subarray(from, from + count)].map((byte) => String.fromCharCode(97 + (byte % 26))).join("");
  return `${letters(0, 3)}-${letters(3, 4)}-${letters(7, 3)}`;
}
