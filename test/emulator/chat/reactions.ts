import { z } from "zod";
import type { ApiRequest, Route } from "../api.ts";
import { pageOfList } from "../pages.ts";
import { type ChatState, personNamed, reachedMessage } from "./access.ts";
import { reactionFilter } from "./filters.ts";
import { MESSAGE } from "./messages.ts";
import { alreadyExists, denied, invalidArgument, notFound, userShape } from "./shapes.ts";
import { chatId, type StoredReaction } from "./state.ts";

const bodySchema = z.object({ emoji: z.object({ unicode: z.string().optional() }).optional() });

/** One emoji as Unicode recommends them for interchange (UTS 51, "RGI emoji set"). */
const ONE_EMOJI = "^\\p{RGI_Emoji}$";
// The compiler's target has no literal with this flag, but every Node that is supported knows it.
const EMOJI = new RegExp(ONE_EMOJI, "v");

/** Methods that list, add and take back reactions. */
export function reactionRoutes(state: ChatState): Record<string, Route> {
  const { world } = state;
  const shape = (message: string, { id, emoji, by }: StoredReaction) => ({
    name: `${message}/reactions/${id}`,
    user: userShape(world, by),
    emoji: { unicode: emoji },
  });
  const isUser = (name: string, address: string) => personNamed(world, name)?.email === address;
  const create = (request: ApiRequest) => {
    const { message } = reachedMessage(state, request);
    const emoji = bodySchema.parse(request.body ?? {}).emoji?.unicode ?? "";
    if (!EMOJI.test(emoji)) throw invalidArgument();
    const by = request.account.email;
    if (message.reactions.some((one) => one.emoji === emoji && one.by === by))
      throw alreadyExists("The reaction already exists.");
    const reaction = { id: chatId(`${message.id} ${emoji} ${by}`), emoji, by };
    message.reactions.push(reaction);
    return { json: shape(request.path.parent ?? "", reaction) };
  };
  return {
    "chat.spaces.messages.reactions.list": {
      verb: "GET",
      path: "/v1/{+parent}/reactions",
      reserved: MESSAGE,
      handle(request) {
        const { message } = reachedMessage(state, request);
        const found = message.reactions.filter(reactionFilter(request.query.get("filter"), isUser));
        const { page, nextPageToken } = pageOfList(found, request.query, { size: "pageSize", largest: 200, usual: 25 });
        return { json: { reactions: page.map((one) => shape(request.path.parent ?? "", one)), nextPageToken } };
      },
    },
    "chat.spaces.messages.reactions.create": {
      verb: "POST",
      path: "/v1/{+parent}/reactions",
      reserved: MESSAGE,
      handle: create,
    },
    "chat.spaces.messages.reactions.delete": {
      verb: "DELETE",
      path: "/v1/{+name}",
      reserved: "^spaces/[^/]+/messages/[^/]+/reactions/[^/]+$",
      handle(request) {
        const { message } = reachedMessage(state, request);
        const [, , , , , id] = (request.path.name ?? "").split("/");
        const reaction = message.reactions.find((one) => one.id === id);
        if (!reaction) throw notFound("Reaction not found.");
        if (reaction.by !== request.account.email) throw denied();
        message.reactions = message.reactions.filter((one) => one !== reaction);
        return { json: {} };
      },
    },
  };
}
