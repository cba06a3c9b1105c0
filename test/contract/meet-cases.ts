import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

/** A space that the default client made: what the narrowest scopes reach. */
const own = (emulator: Emulator) => emulator.meet.addSpace("ada@example.com", emulator.world.defaultClient.clientId);

const seeded = (emulator: Emulator) => {
  const [space] = emulator.meet.spaces;
  if (!space) throw new Error("the seed has a meeting space");
  return space;
};

/** At least two calls of each tool of the service. */
export const meetCases: readonly ContractCase[] = [
  { tool: "meet_create_space", input: {} },
  { tool: "meet_create_space", input: { access: "restricted" } },
  { tool: "meet_get_space", input: async (emulator) => ({ space: seeded(emulator).id }) },
  {
    tool: "meet_get_space",
    input: async (emulator) => ({ space: `https://meet.google.com/${own(emulator).code}` }),
    scopes: ["meetings.space.created"],
  },
  {
    tool: "meet_update_space",
    input: async (emulator) => ({ space: seeded(emulator).code, access: "trusted", moderation: true }),
  },
  {
    tool: "meet_update_space",
    input: async (emulator) => ({
      space: own(emulator).id,
      auto_record: true,
      auto_transcribe: false,
      auto_notes: true,
      attendance_report: true,
    }),
    scopes: ["meetings.space.created"],
  },
  { tool: "meet_list_conferences", input: {} },
  {
    tool: "meet_list_conferences",
    input: async (emulator) => ({
      space: seeded(emulator).code,
      from: "2020-01-01",
      to: "2040-01-01T10:00",
      running: true,
      page_size: 1,
    }),
  },
  { tool: "meet_list_conferences", input: async (emulator) => ({ space: seeded(emulator).id }) },
  { tool: "meet_get_conference", input: { conference_id: "c0ffee-yesterday" } },
  { tool: "meet_get_conference", input: { conference_id: "conferenceRecords/c0ffee-today", offset: 10 } },
  { tool: "meet_read_transcript", input: { conference_id: "c0ffee-yesterday" } },
  { tool: "meet_read_transcript", input: { conference_id: "c0ffee-yesterday", offset: 50 } },
];
