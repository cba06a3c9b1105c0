import type { meet_v2 } from "googleapis/build/src/apis/meet/v2.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../tool.ts";
import { ACCESS_TYPES, access, isNamedByCode, meetSpace, OPEN_TO_ALL } from "./meet-input.ts";
import { CHANGE_SPACES } from "./meet-scopes.ts";
import { renderSpace, SPACE_FIELDS, spaceData } from "./space-text.ts";

const input = z.strictObject({
  space: meetSpace.describe("Link, code or id."),
  access: access.optional(),
  moderation: z.boolean().optional().describe("Hosts decide who may share, chat and react."),
  auto_record: z.boolean().optional(),
  auto_transcribe: z.boolean().optional(),
  auto_notes: z.boolean().optional(),
  attendance_report: z.boolean().optional(),
});
type Input = z.output<typeof input>;

/** Changes the settings of a meeting space. */
export const meetUpdateSpace = defineTool({
  name: "meet_update_space",
  title: "Change meeting",
  description: "Changes a Meet space's access, moderation and what is recorded by itself; what is not named stays.",
  service: "meet",
  tier: "complete",
  kind: "write",
  idempotent: true,
  outward: true,
  foreign: false,
  scopes: CHANGE_SPACES,
  input,
  audience: (given) => ({
    recipients: given.access === "open" ? OPEN_TO_ALL : [],
    content: `The meeting ${given.space} becomes open to anyone with its link.`,
  }),
  async run(given, call) {
    const { paths, config } = changeOf(given);
    if (paths.length === 0)
      throw new ToolError("invalid_input", "access: expected at least one setting", "Name what is to change.");
    const meet = await call.google.meet();
    const { data } = await meet.spaces.patch({
      name: await nameOf(meet, given.space),
      updateMask: paths.map((path) => `config.${path}`).join(","),
      fields: SPACE_FIELDS,
      requestBody: { config },
    });
    return { text: renderSpace(data), data: spaceData(data) };
  },
});

/** A space is changed by its own name alone; a code stands for it only in reading ("spaces.patch", `name`). */
async function nameOf(meet: meet_v2.Meet, space: string): Promise<string> {
  if (!isNamedByCode(space)) return space;
  const { data } = await meet.spaces.get({ name: space, fields: "name" });
  return data.name ?? space;
}

/** The settings that are named, and their paths below `config`. */
function changeOf(given: Input): { paths: string[]; config: meet_v2.Schema$SpaceConfig } {
  const paths: string[] = [];
  const set = <T>(path: string, value: T) => {
    paths.push(path);
    return value;
  };
  const onOff = (value: boolean) => (value ? "ON" : "OFF");
  const config: meet_v2.Schema$SpaceConfig = {};
  const artifacts: meet_v2.Schema$ArtifactConfig = {};
  if (given.access !== undefined) config.accessType = set("accessType", ACCESS_TYPES[given.access]);
  if (given.moderation !== undefined) config.moderation = set("moderation", onOff(given.moderation));
  if (given.attendance_report !== undefined)
    config.attendanceReportGenerationType = set(
      "attendanceReportGenerationType",
      given.attendance_report ? "GENERATE_REPORT" : "DO_NOT_GENERATE",
    );
  if (given.auto_record !== undefined)
    artifacts.recordingConfig = set("artifactConfig.recordingConfig", {
      autoRecordingGeneration: onOff(given.auto_record),
    });
  if (given.auto_transcribe !== undefined)
    artifacts.transcriptionConfig = set("artifactConfig.transcriptionConfig", {
      autoTranscriptionGeneration: onOff(given.auto_transcribe),
    });
  if (given.auto_notes !== undefined)
    artifacts.smartNotesConfig = set("artifactConfig.smartNotesConfig", {
      autoSmartNotesGeneration: onOff(given.auto_notes),
    });
  if (Object.keys(artifacts).length > 0) config.artifactConfig = artifacts;
  return { paths, config };
}
