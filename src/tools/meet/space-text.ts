import type { meet_v2 } from "googleapis/build/src/apis/meet/v2.js";

/** What is read of a space. */
export const SPACE_FIELDS = "name,meetingUri,meetingCode,config,activeConference,phoneAccess(phoneNumber,pin)";

const ACCESS: Readonly<Record<string, string>> = {
  OPEN: "open: anyone with the link joins without asking",
  TRUSTED: "trusted: the host's organization, invited people and dial-in join without asking",
  RESTRICTED: "restricted: only invited people join without asking",
};

/** Telephone numbers that are shown. */
const MOST_NUMBERS = 3;

/** The part of a resource name that stands for the thing itself: `spaces/abc` as `abc`. */
export function idOf(name: string | null | undefined): string {
  return name?.split("/").at(-1) ?? "";
}

/** A space for reading: link, who may join, what is recorded, whether a call is on. */
export function renderSpace(space: meet_v2.Schema$Space): string {
  const { config, activeConference, phoneAccess = [] } = space;
  const { recordingConfig, transcriptionConfig, smartNotesConfig } = config?.artifactConfig ?? {};
  const automatic = [
    recordingConfig?.autoRecordingGeneration === "ON" && "recording",
    transcriptionConfig?.autoTranscriptionGeneration === "ON" && "transcript",
    smartNotesConfig?.autoSmartNotesGeneration === "ON" && "notes",
    config?.attendanceReportGenerationType === "GENERATE_REPORT" && "attendance report",
  ].filter((part) => typeof part === "string");
  const lines = [
    `Meeting ${space.meetingUri}`,
    `- space: ${idOf(space.name)}`,
    config?.accessType && `- access: ${ACCESS[config.accessType] ?? config.accessType}`,
    config?.moderation === "ON" && "- hosts decide who may share, chat and react",
    `- automatic: ${automatic.join(", ") || "nothing"}`,
    activeConference?.conferenceRecord
      ? `- a call is on: ${idOf(activeConference.conferenceRecord)}`
      : "- no call is on",
    ...phoneAccess.slice(0, MOST_NUMBERS).map(({ phoneNumber, pin }) => `- dial-in: ${phoneNumber} PIN ${pin}`),
  ];
  return lines.filter((line) => typeof line === "string").join("\n");
}

/** A space as data. */
export function spaceData(space: meet_v2.Schema$Space): Record<string, unknown> {
  const running = space.activeConference?.conferenceRecord;
  return {
    id: idOf(space.name),
    link: space.meetingUri ?? "",
    code: space.meetingCode ?? "",
    access: (space.config?.accessType ?? "").toLowerCase(),
    ...(running && { conference: idOf(running) }),
  };
}
