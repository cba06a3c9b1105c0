import { z } from "zod";
import { ApiError, type ApiRequest, type Route } from "../api.ts";
import { changeLabels } from "./change-labels.ts";
import { recordChange } from "./history.ts";
import type { MailboxState, StoredMessage } from "./state.ts";

const idsSchema = z.object({ ids: z.array(z.string()).default([]) });
const MOST_IDS = 1000;

/** Whole threads to the trash and back, and deleting for good. */
export function removalRoutes(
  own: (request: ApiRequest) => MailboxState,
  threadOf: (mailbox: MailboxState, id: string | undefined) => StoredMessage[],
): Record<string, Route> {
  const change = (request: ApiRequest, addLabelIds: string[], removeLabelIds: string[]) => {
    const mailbox = own(request);
    const messages = threadOf(mailbox, request.path.id);
    changeLabels(mailbox, messages, { addLabelIds, removeLabelIds });
    const shown = messages.map(({ id, threadId, labelIds }) => ({ id, threadId, labelIds }));
    return { json: { id: request.path.id, messages: shown } };
  };
  return {
    "gmail.users.threads.trash": {
      verb: "POST",
      path: "/gmail/v1/users/{userId}/threads/{id}/trash",
      handle: (request) => change(request, ["TRASH"], []),
    },
    "gmail.users.threads.untrash": {
      verb: "POST",
      path: "/gmail/v1/users/{userId}/threads/{id}/untrash",
      handle: (request) => change(request, [], ["TRASH"]),
    },
    "gmail.users.messages.batchDelete": {
      verb: "POST",
      path: "/gmail/v1/users/{userId}/messages/batchDelete",
      handle(request) {
        const mailbox = own(request);
        const { ids } = idsSchema.parse(request.body ?? {});
        if (ids.length === 0) throw new ApiError(400, "invalidArgument", "No message ids specified.");
        if (ids.length > MOST_IDS)
          throw new ApiError(400, "invalidArgument", `Number of ids cannot exceed ${MOST_IDS}`);
        const gone = mailbox.messages.filter(({ id }) => ids.includes(id));
        recordChange(mailbox, "messageDeleted", gone);
        mailbox.messages = mailbox.messages.filter((message) => !gone.includes(message));
        return {};
      },
    },
  };
}
