import { z } from "zod";
import { ApiError, type ApiRequest, type Route } from "../api.ts";
import { changeLabels } from "./change-labels.ts";
import { labelShape } from "./shapes.ts";
import { addLabel, type MailboxState, type StoredLabel } from "./state.ts";

/** The only colours that a label may have (Gmail API, "Label", `color`). */
const PALETTE = new Set(
  `
  #000000 #434343 #666666 #999999 #cccccc #efefef #f3f3f3 #ffffff
  #fb4c2f #ffad47 #fad165 #16a766 #43d692 #4a86e8 #a479e2 #f691b3
  #f6c5be #ffe6c7 #fef1d1 #b9e4d0 #c6f3de #c9daf8 #e4d7f5 #fcdee8
  #efa093 #ffd6a2 #fce8b3 #89d3b2 #a0eac9 #a4c2f4 #d0bcf1 #fbc8d9
  #e66550 #ffbc6b #fcda83 #44b984 #68dfa9 #6d9eeb #b694e8 #f7a7c0
  #cc3a21 #eaa041 #f2c960 #149e60 #3dc789 #3c78d8 #8e63ce #e07798
  #ac2b16 #cf8933 #d5ae49 #0b804b #2a9c68 #285bac #653e9b #b65775
  #822111 #a46a21 #aa8831 #076239 #1a764d #1c4587 #41236d #83334c
  #464646 #e7e7e7 #0d3472 #b6cff5 #0d3b44 #98d7e4 #3d188e #e3d7ff
  #711a36 #fbd3e0 #8a1c0a #f2b2a8 #7a2e0b #ffc8af #7a4706 #ffdeb5
  #594c05 #fbe983 #684e07 #fdedc1 #0b4f30 #b3efd3 #04502e #a2dcc1
  #c2c2c2 #4986e7 #2da2bb #b99aff #994a64 #f691b2 #ff7537 #ffad46
  #662e37 #ebdbde #cca6ac #094228 #42d692 #16a765
`
    .trim()
    .split(/\s+/),
);

/** Labels of a person's own that a mailbox may have (Gmail Help, "Create labels to organize Gmail"). */
const MOST_LABELS = 10_000;
const LONGEST_NAME = 225;

const bodySchema = z.object({
  name: z.string().nullish(),
  color: z.object({ backgroundColor: z.string().nullish(), textColor: z.string().nullish() }).nullish(),
  messageListVisibility: z.enum(["show", "hide"]).nullish(),
  labelListVisibility: z.enum(["labelShow", "labelShowIfUnread", "labelHide"]).nullish(),
});

/** Making, changing and deleting labels. */
export function labelRoutes(own: (request: ApiRequest) => MailboxState): Record<string, Route> {
  return {
    "gmail.users.labels.create": {
      verb: "POST",
      path: "/gmail/v1/users/{userId}/labels",
      handle(request) {
        const mailbox = own(request);
        const { name, ...rest } = bodySchema.parse(request.body ?? {});
        checkName(mailbox, name, undefined);
        const color = colorOf(rest.color);
        if (mailbox.labels.filter(({ type }) => type === "user").length >= MOST_LABELS)
          throw new ApiError(400, "invalidArgument", "Too many labels");
        const label = addLabel(mailbox, name);
        Object.assign(label, given(rest), color && { color });
        return { json: labelShape(label, mailbox, false) };
      },
    },
    "gmail.users.labels.patch": {
      verb: "PATCH",
      path: "/gmail/v1/users/{userId}/labels/{id}",
      handle(request) {
        const mailbox = own(request);
        const label = ownLabel(mailbox, request.path.id, "Invalid update request");
        const { name, ...rest } = bodySchema.parse(request.body ?? {});
        if (name !== undefined) checkName(mailbox, name, label);
        const color = rest.color === undefined ? undefined : colorOf(rest.color);
        Object.assign(label, given(rest), name && { name }, color && { color });
        return { json: labelShape(label, mailbox, false) };
      },
    },
    "gmail.users.labels.delete": {
      verb: "DELETE",
      path: "/gmail/v1/users/{userId}/labels/{id}",
      handle(request) {
        const mailbox = own(request);
        const { id } = ownLabel(mailbox, request.path.id, "Invalid delete request");
        const having = mailbox.messages.filter(({ labelIds }) => labelIds.includes(id));
        if (having.length > 0) changeLabels(mailbox, having, { addLabelIds: [], removeLabelIds: [id] });
        mailbox.labels = mailbox.labels.filter((label) => label.id !== id);
        return {};
      },
    },
  };
}

function given({ messageListVisibility, labelListVisibility }: z.output<typeof bodySchema>): Partial<StoredLabel> {
  return {
    ...(messageListVisibility && { messageListVisibility }),
    ...(labelListVisibility && { labelListVisibility }),
  };
}

/** @throws ApiError 400 for a name that cannot be, 409 for one that is there in whatever case */
function checkName(
  { labels }: MailboxState,
  name: string | null | undefined,
  except: StoredLabel | undefined,
): asserts name is string {
  const isName = typeof name === "string" && name.trim() !== "" && name.length <= LONGEST_NAME;
  const parts = isName ? name.split("/") : [];
  if (!isName || parts.some((part) => part.trim() === "" || part !== part.trim()))
    throw new ApiError(400, "invalidArgument", "Invalid label name");
  const same = labels.find((label) => label !== except && label.name.toLowerCase() === name.toLowerCase());
  if (same?.type === "system") throw new ApiError(400, "invalidArgument", "Invalid label name");
  if (same) throw new ApiError(409, "aborted", "Label name exists or conflicts");
}

function colorOf(
  color: z.output<typeof bodySchema>["color"],
): { backgroundColor: string; textColor: string } | undefined {
  if (!color) return undefined;
  const { backgroundColor, textColor } = color;
  if (!backgroundColor || !textColor) throw new ApiError(400, "invalidArgument", "Invalid label color");
  for (const one of [backgroundColor, textColor])
    if (!PALETTE.has(one))
      throw new ApiError(400, "invalidArgument", `Label color ${one} is not on the allowed color palette`);
  return { backgroundColor, textColor };
}

function ownLabel({ labels }: MailboxState, id: string | undefined, refusal: string): StoredLabel {
  const label = labels.find((one) => one.id === id);
  if (!label) throw new ApiError(404, "notFound", "Requested entity was not found.");
  if (label.type === "system") throw new ApiError(400, "invalidArgument", refusal);
  return label;
}
