import { randomBytes } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest, type Route } from "../api.ts";
import type { MailboxState, StoredFilter } from "./state.ts";

const text = z.string().nullish();

const filterSchema = z.object({
  criteria: z
    .object({
      from: text,
      to: text,
      subject: text,
      query: text,
      negatedQuery: text,
      hasAttachment: z.boolean().nullish(),
      excludeChats: z.boolean().nullish(),
      size: z.number().nullish(),
      sizeComparison: text,
    })
    .nullish(),
  action: z
    .object({
      addLabelIds: z.array(z.string()).nullish(),
      removeLabelIds: z.array(z.string()).nullish(),
      forward: text,
    })
    .nullish(),
});

const vacationSchema = z.object({
  enableAutoReply: z.boolean().nullish(),
  responseSubject: text,
  responseBodyPlainText: text,
  responseBodyHtml: text,
  restrictToContacts: z.boolean().nullish(),
  restrictToDomain: z.boolean().nullish(),
  startTime: text,
  endTime: text,
});

/** "you can only create a maximum of 1,000 filters" (Gmail API, "users.settings.filters.create"). */
const MOST_FILTERS = 1000;
/** Gmail Help, "Create a Gmail signature". */
const LONGEST_SIGNATURE = 10_000;

/** Labels that a filter may take off (Gmail API, "Manage filters"). */
const REMOVABLE = new Set(["INBOX", "UNREAD", "SPAM", "IMPORTANT"]);

/** Filters, vacation responder and signatures. */
export function settingsRoutes(own: (request: ApiRequest) => MailboxState): Record<string, Route> {
  return {
    "gmail.users.settings.filters.list": {
      verb: "GET",
      path: "/gmail/v1/users/{userId}/settings/filters",
      handle(request) {
        const { filters } = own(request);
        return { json: filters.length > 0 ? { filter: filters } : {} };
      },
    },
    "gmail.users.settings.filters.create": {
      verb: "POST",
      path: "/gmail/v1/users/{userId}/settings/filters",
      handle(request) {
        const mailbox = own(request);
        const filter = readFilter(mailbox, request.body);
        if (mailbox.filters.some((one) => sameFilter(one, filter))) throw failed("Filter already exists");
        if (mailbox.filters.length >= MOST_FILTERS) throw failed("Too many filters");
        const stored = { id: `ANe1Bm${randomBytes(30).toString("base64url")}`, ...filter };
        mailbox.filters.push(stored);
        return { json: stored };
      },
    },
    "gmail.users.settings.filters.delete": {
      verb: "DELETE",
      path: "/gmail/v1/users/{userId}/settings/filters/{id}",
      handle(request) {
        const mailbox = own(request);
        const kept = mailbox.filters.filter(({ id }) => id !== request.path.id);
        if (kept.length === mailbox.filters.length) throw new ApiError(404, "notFound", "Not Found");
        mailbox.filters = kept;
        return {};
      },
    },
    "gmail.users.settings.getVacation": {
      verb: "GET",
      path: "/gmail/v1/users/{userId}/settings/vacation",
      handle: (request) => ({ json: own(request).vacation }),
    },
    "gmail.users.settings.updateVacation": {
      verb: "PUT",
      path: "/gmail/v1/users/{userId}/settings/vacation",
      handle(request) {
        const mailbox = own(request);
        mailbox.vacation = readVacation(request);
        return { json: mailbox.vacation };
      },
    },
    "gmail.users.settings.sendAs.patch": {
      verb: "PATCH",
      path: "/gmail/v1/users/{userId}/settings/sendAs/{sendAsEmail}",
      handle(request) {
        const mailbox = own(request);
        const { account, aliases, signatures } = mailbox;
        const address = [account.email, ...aliases.map(({ sendAsEmail }) => sendAsEmail)].find(
          (one) => one === request.path.sendAsEmail?.toLowerCase(),
        );
        if (address === undefined) throw new ApiError(404, "notFound", "Not Found");
        const { signature } = z.object({ signature: text }).parse(request.body ?? {});
        if ((signature ?? "").length > LONGEST_SIGNATURE)
          throw new ApiError(400, "invalidArgument", "Signature is too long");
        if (typeof signature === "string") signatures.set(address, signature);
        return { json: { sendAsEmail: address, signature: signatures.get(address) ?? "" } };
      },
    },
  };
}

/** @throws ApiError 400 in Gmail's wording */
function readFilter(mailbox: MailboxState, body: unknown): Omit<StoredFilter, "id"> {
  const given = filterSchema.parse(body ?? {});
  const criteria = present(given.criteria ?? {});
  const { addLabelIds, removeLabelIds, forward } = given.action ?? {};
  if (Object.keys(criteria).length === 0) throw new ApiError(400, "invalidArgument", "Empty filter criteria");
  if (!addLabelIds?.length && !removeLabelIds?.length && !forward)
    throw new ApiError(400, "invalidArgument", "Empty filter action");
  for (const id of addLabelIds ?? []) {
    const fixed = ["SENT", "DRAFT", "CHAT", "INBOX", "UNREAD", "SPAM"].includes(id);
    if (fixed || !mailbox.labels.some((label) => label.id === id))
      throw new ApiError(400, "invalidArgument", "Invalid label in AddLabelIds");
  }
  if ((removeLabelIds ?? []).some((id) => !REMOVABLE.has(id)))
    throw new ApiError(400, "invalidArgument", "Invalid label in RemoveLabelIds");
  if (forward && !mailbox.forwardingAddresses.includes(forward.toLowerCase()))
    throw failed("Unrecognized forwarding address");
  return {
    criteria,
    action: {
      ...(addLabelIds?.length && { addLabelIds }),
      ...(removeLabelIds?.length && { removeLabelIds }),
      ...(forward && { forward }),
    },
  };
}

function sameFilter(a: Omit<StoredFilter, "id">, b: Omit<StoredFilter, "id">): boolean {
  return JSON.stringify([a.criteria, a.action]) === JSON.stringify([b.criteria, b.action]);
}

/** The whole of the settings: what is left out is gone. @throws ApiError 400 */
function readVacation({ account, body }: ApiRequest): Record<string, unknown> {
  const given = vacationSchema.parse(body ?? {});
  const { enableAutoReply, responseSubject, responseBodyPlainText, responseBodyHtml, startTime, endTime } = given;
  if (enableAutoReply && !responseSubject && !responseBodyPlainText && !responseBodyHtml)
    throw new ApiError(400, "invalidArgument", "Cannot enable vacation responder with empty subject and body");
  if (startTime && endTime && Number(startTime) >= Number(endTime))
    throw new ApiError(400, "invalidArgument", "Vacation start time must precede end time");
  if (given.restrictToDomain && account.hostedDomain === undefined)
    throw new ApiError(400, "invalidArgument", "restrictToDomain is only available for Google Workspace users");
  const kept = present(given);
  // Gmail stores what it sends: of the two bodies the HTML one.
  if (responseBodyHtml) delete kept.responseBodyPlainText;
  return { ...kept, enableAutoReply: enableAutoReply ?? false };
}

function present(given: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([, value]) => value !== null && value !== undefined && value !== "" && value !== false,
    ),
  );
}

function failed(message: string): ApiError {
  return new ApiError(400, "failedPrecondition", message, { grpcStatus: "FAILED_PRECONDITION" });
}
