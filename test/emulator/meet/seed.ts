import { defaultConfig, meetingCode, type StoredConference, type StoredMeetSpace, spaceId } from "./state.ts";

/** A weekly meeting of `ada@example.com`: a call of yesterday with recording and transcript, and one that is running. */
export function seedMeet(spaces: StoredMeetSpace[], conferences: StoredConference[], now: number): void {
  const space = {
    id: spaceId("ada weekly"),
    code: meetingCode("ada weekly"),
    owner: "ada@example.com",
    madeBy: undefined,
    config: defaultConfig(),
  };
  spaces.push(space);
  const start = now - 26 * 3_600_000;
  const at = (seconds: number) => start + seconds * 1000;
  const [ada, grace] = ["101", "102"];
  conferences.push({
    id: "c0ffee-yesterday",
    spaceId: space.id,
    start,
    end: at(1_800),
    participants: [
      { id: ada, name: "Ada Example", kind: "signedin", email: "ada@example.com", joined: at(0), left: at(1_800) },
      {
        id: grace,
        name: "Grace Example",
        kind: "signedin",
        email: "grace@example.com",
        joined: at(60),
        left: at(1_790),
      },
      { id: "103", name: "Charles", kind: "anonymous", joined: at(120), left: at(900) },
      { id: "104", name: "+49 •••• •••34", kind: "phone", joined: at(130), left: at(1_700) },
    ],
    recordings: [
      { id: "r1", state: "FILE_GENERATED", start: at(30), end: at(1_795), file: "1RecordingOfTheWeeklyMeeting00000" },
    ],
    transcripts: [
      {
        id: "t1",
        state: "FILE_GENERATED",
        start: at(30),
        end: at(1_795),
        document: "1TranscriptOfTheWeeklyMeeting0000",
        entries: [
          { participant: ada, text: "Good morning. Shall we look at the engine?", at: at(65) },
          { participant: grace, text: "Yes. The cards are punched.", at: at(72) },
          { participant: grace, text: "Two of them had a hole too many.", at: at(78) },
          { participant: "103", text: "I have found the bug, and it is a moth.", at: at(140) },
          { participant: ada, text: "Then we begin on Thursday.", at: at(160) },
        ],
      },
    ],
  });
  conferences.push({
    id: "c0ffee-today",
    spaceId: space.id,
    start: now - 600_000,
    end: undefined,
    participants: [
      {
        id: ada,
        name: "Ada Example",
        kind: "signedin",
        email: "ada@example.com",
        joined: now - 600_000,
        left: undefined,
      },
    ],
    recordings: [],
    transcripts: [],
  });
}
