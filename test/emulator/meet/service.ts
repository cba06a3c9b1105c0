import { z } from "zod";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import { pageOfList } from "../pages.ts";
import type { ServiceWorld } from "../world.ts";
import { compileFilter } from "./filter.ts";
import { seedMeet } from "./seed.ts";
import {
  conferenceShape,
  entryShape,
  expiryOf,
  participantShape,
  recordingShape,
  spaceShape,
  transcriptShape,
} from "./shapes.ts";
import { defaultConfig, meetingCode, type StoredConference, type StoredMeetSpace, spaceId } from "./state.ts";

export interface MeetService extends EmulatedService {
  spaces: StoredMeetSpace[];
  conferences: StoredConference[];
  /** Makes a space as Meet itself would, or as an OAuth client. */
  addSpace(owner: string, madeBy?: string): StoredMeetSpace;
}

const AUTH = "https://www.googleapis.com/auth/meetings.space.";

const configSchema = z.looseObject({ accessType: z.string().optional() });
const bodySchema = z.object({ config: configSchema.optional() });

/** Settings that a mask may name ("SpaceConfig"). */
const SETTABLE =
  /^config(\.(accessType|entryPointAccess|moderation|attendanceReportGenerationType|moderationRestrictions(\.\w+)?|artifactConfig(\.(recordingConfig(\.autoRecordingGeneration)?|transcriptionConfig(\.autoTranscriptionGeneration)?|smartNotesConfig(\.autoSmartNotesGeneration)?))?))?$/;

/** The Meet API over spaces and calls that live as long as the emulator. */
export function meetService(world: ServiceWorld): MeetService {
  const spaces: StoredMeetSpace[] = [];
  const conferences: StoredConference[] = [];
  seedMeet(spaces, conferences, world.now());

  const addSpace: MeetService["addSpace"] = (owner, madeBy) => {
    const seed = `${owner} ${spaces.length}`;
    const space = { id: spaceId(seed), code: meetingCode(seed), owner, madeBy, config: defaultConfig() };
    spaces.push(space);
    return space;
  };
  const running = (space: StoredMeetSpace) =>
    conferences.find(({ spaceId: id, end }) => id === space.id && end === undefined);
  const tookPart = (space: StoredMeetSpace, email: string) =>
    conferences.some(
      (one) => one.spaceId === space.id && one.participants.some((participant) => participant.email === email),
    );
  /** `meetings.space.created` alone reaches what its own client has made; the other scopes all of the person's. */
  const reaches = ({ scopes, clientId, account }: ApiRequest, space: StoredMeetSpace) => {
    const wide = scopes.includes(`${AUTH}readonly`) || scopes.includes(`${AUTH}settings`);
    return (space.owner === account.email || tookPart(space, account.email)) && (wide || space.madeBy === clientId);
  };
  const findSpace = (request: ApiRequest, byCode: boolean) => {
    const wanted = (request.path.name ?? "").replace(/^spaces\//, "");
    const space = spaces.find(({ id, code }) => id === wanted || (byCode && code === wanted.toLowerCase()));
    if (!space || !reaches(request, space)) throw denied("Space");
    return space;
  };
  const seen = (request: ApiRequest) =>
    conferences.flatMap((conference) => {
      const space = spaces.find(({ id }) => id === conference.spaceId);
      const there = space && reaches(request, space) && expiryOf(conference) > world.now();
      return there ? [{ conference, space }] : [];
    });
  const findConference = (request: ApiRequest) => {
    const [, id] = (request.path.name ?? request.path.parent ?? "").split("/");
    const found = seen(request).find(({ conference }) => conference.id === id);
    if (!found) throw denied("ConferenceRecord");
    return found.conference;
  };
  const findTranscript = (request: ApiRequest) => {
    const conference = findConference(request);
    const [, , , id] = (request.path.parent ?? "").split("/");
    const transcript = conference.transcripts.find((one) => one.id === id);
    if (!transcript) throw denied("Transcript");
    return { conference, transcript };
  };
  const page = <T>(items: readonly T[], { query }: ApiRequest, largest: number, usual: number) =>
    pageOfList(items, query, { size: "pageSize", largest, usual });

  const patch = (request: ApiRequest) => {
    const space = findSpace(request, false);
    if (space.owner !== request.account.email) throw denied("Space");
    const { config = {} } = bodySchema.parse(request.body ?? {});
    const mask = (request.query.get("updateMask") ?? "").split(",").filter((path) => path !== "");
    const paths = mask.length > 0 ? mask : Object.keys(config).map((key) => `config.${key}`);
    if (!paths.every((path) => SETTABLE.test(path))) throw invalidArgument();
    for (const path of paths) copyPath(path.split(".").slice(1), config, space.config);
    return { json: spaceShape(space, running(space)) };
  };

  return {
    discovery: "meet-v2",
    spaces,
    conferences,
    addSpace,
    routes: {
      "meet.spaces.create": {
        verb: "POST",
        path: "/v2/spaces",
        handle(request) {
          const { config = {} } = bodySchema.parse(request.body ?? {});
          const space = addSpace(request.account.email, request.clientId);
          for (const key of Object.keys(config)) copyPath([key], config, space.config);
          return { json: spaceShape(space, undefined) };
        },
      },
      "meet.spaces.patch": { verb: "PATCH", path: "/v2/{+name}", handle: patch },
      "meet.conferenceRecords.list": {
        verb: "GET",
        path: "/v2/conferenceRecords",
        handle(request) {
          const test = compileFilter(request.query.get("filter"));
          const found = seen(request)
            .filter(({ conference, space }) => test(conference, space))
            .map(({ conference }) => conference)
            .sort((a, b) => b.start - a.start);
          const { page: items, nextPageToken } = page(found, request, 100, 25);
          return { json: { conferenceRecords: items.map(conferenceShape), nextPageToken } };
        },
      },
      "meet.conferenceRecords.participants.list": {
        verb: "GET",
        path: "/v2/{+parent}/participants",
        handle(request) {
          const conference = findConference(request);
          const latest = [...conference.participants].sort((a, b) => b.joined - a.joined);
          const { page: items, nextPageToken } = page(latest, request, 250, 100);
          return {
            json: {
              participants: items.map((one) => participantShape(conference, one)),
              nextPageToken,
              totalSize: conference.participants.length,
            },
          };
        },
      },
      "meet.conferenceRecords.recordings.list": {
        verb: "GET",
        path: "/v2/{+parent}/recordings",
        handle(request) {
          const conference = findConference(request);
          const { page: items, nextPageToken } = page(conference.recordings, request, 100, 10);
          return { json: { recordings: items.map((one) => recordingShape(conference, one)), nextPageToken } };
        },
      },
      "meet.conferenceRecords.transcripts.list": {
        verb: "GET",
        path: "/v2/{+parent}/transcripts",
        handle(request) {
          const conference = findConference(request);
          const { page: items, nextPageToken } = page(conference.transcripts, request, 100, 10);
          return { json: { transcripts: items.map((one) => transcriptShape(conference, one)), nextPageToken } };
        },
      },
      "meet.conferenceRecords.transcripts.entries.list": {
        verb: "GET",
        path: "/v2/{+parent}/entries",
        handle(request) {
          const { conference, transcript } = findTranscript(request);
          const { page: items, nextPageToken } = page(transcript.entries, request, 100, 10);
          const transcriptEntries = items.map((entry) => entryShape(conference, transcript, entry));
          return { json: { transcriptEntries, nextPageToken } };
        },
      },
      // Last, because its reserved part would take in the paths above.
      "meet.spaces.get": {
        verb: "GET",
        path: "/v2/{+name}",
        handle(request) {
          const space = findSpace(request, true);
          return { json: spaceShape(space, running(space)) };
        },
      },
    },
  };
}

/** Sets in `to` what a path names in `from`; objects on the way are kept but for what is named. */
function copyPath(path: readonly string[], from: object, to: object): void {
  const [key = "", ...rest] = path;
  const value: unknown = Reflect.get(from, key);
  const present: unknown = Reflect.get(to, key);
  const nested = isObject(value) && isObject(present);
  if (rest.length > 0 && nested) copyPath(rest, value, present);
  else if (nested) for (const inner of Object.keys(value)) copyPath([inner], value, present);
  else if (value !== undefined) Reflect.set(to, key, value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Google does not tell what is not there from what is not this account's. */
function denied(resource: string): ApiError {
  return new ApiError(403, "forbidden", `Permission denied on resource ${resource} (or it might not exist)`);
}

function invalidArgument(): ApiError {
  return new ApiError(400, "badRequest", "Request contains an invalid argument.");
}
