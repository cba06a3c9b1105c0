import * as z from "zod";

/** A code that people type: `abc-mnop-xyz` ("spaces.get", `name`; case does not count). */
const CODE = /^[a-z]{2,10}-[a-z]{2,10}-[a-z]{2,10}$/;

const EXPECTED_SPACE = "expected a meeting link, a code such as abc-mnop-xyz, or a space id";

/** A meeting space, by link, code or id; as `spaces/…` for the API. */
export const meetSpace = z
  .string()
  .max(256, EXPECTED_SPACE)
  .transform((value, context) => {
    const bare = value.trim().replace(/^https:\/\/meet\.google\.com\/|^spaces\//, "");
    const id = bare.replace(/[?#].*$/, "");
    if (CODE.test(id.toLowerCase())) return `spaces/${id.toLowerCase()}`;
    if (/^[A-Za-z0-9_-]{4,128}$/.test(id)) return `spaces/${id}`;
    context.addIssue({ code: "custom", message: EXPECTED_SPACE });
    return z.NEVER;
  });

/** Whether a space is named by its code, which stands for its id in reading only. */
export function isNamedByCode(space: string): boolean {
  return CODE.test(space.replace(/^spaces\//, ""));
}

/** A call's id, as `conferenceRecords/…` for the API. */
export const conference = z
  .string()
  .regex(/^(conferenceRecords\/)?[A-Za-z0-9_-]{1,200}$/, "expected the id of a call, as meet_list_conferences gives it")
  .transform((value) => `conferenceRecords/${value.replace(/^conferenceRecords\//, "")}`);

export const access = z.enum(["open", "trusted", "restricted"]);

/** Access types of the Meet API by the words of these tools ("SpaceConfig", `accessType`). */
export const ACCESS_TYPES = { open: "OPEN", trusted: "TRUSTED", restricted: "RESTRICTED" } as const;

/** Whom opening a space lets in without a host's leave. */
export const OPEN_TO_ALL = ["anyone"];
