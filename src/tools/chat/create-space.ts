import { randomUUID } from "node:crypto";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { emailAddress, headerText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_SPACES } from "./chat-scopes.ts";
import { idOfSpace } from "./space-names.ts";

/** People besides the caller ("SetUpSpaceRequest", `memberships`). */
const MOST_MEMBERS = 49;

/** Makes a named space, or a group chat. */
export const chatCreateSpace = defineTool({
  name: "chat_create_space",
  title: "Create chat space",
  description:
    "Creates a Chat space with its first members; without a name, a group chat of at least two others. Returns its id.",
  service: "chat",
  tier: "complete",
  kind: "write",
  idempotent: false,
  // Google knows a repeated request again by its id ("SetUpSpaceRequest", `requestId`).
  safeToResend: true,
  outward: true,
  foreign: false,
  scopes: MAKE_SPACES,
  input: z.strictObject({
    name: headerText(128).optional(),
    members: z.array(emailAddress).max(MOST_MEMBERS, `expected at most ${MOST_MEMBERS} people`).default([]),
    description: headerText(150).optional(),
    allow_external: z.boolean().default(false).describe("People outside the organization may join."),
  }),
  output: z.strictObject({ id: z.string(), link: z.string() }),
  audience: ({ name, members }) => ({
    recipients: members,
    content: name === undefined ? "A new group chat" : `A new Chat space “${name}”`,
  }),
  async run({ name, members, description, allow_external }, call) {
    const named = name !== undefined && name.trim() !== "";
    if (!named && members.length < 2)
      throw new ToolError(
        "invalid_input",
        "name: expected a name, or at least two members for a group chat",
        "To write to one person, use chat_send_message with their address.",
      );
    if (!named && description !== undefined)
      throw new ToolError("invalid_input", "description: a group chat has none", "Give a name too, or leave it out.");
    const chat = await call.google.chat();
    const { data } = await chat.spaces.setup({
      fields: "name,spaceUri",
      requestBody: {
        requestId: randomUUID(),
        space: named
          ? {
              spaceType: "SPACE",
              displayName: name,
              ...(allow_external && { externalUserAllowed: true }),
              ...(description !== undefined && { spaceDetails: { description } }),
            }
          : { spaceType: "GROUP_CHAT", ...(allow_external && { externalUserAllowed: true }) },
        memberships: members.map((address) => ({ member: { name: `users/${address}`, type: "HUMAN" } })),
      },
    });
    const made = { id: idOfSpace(data.name), link: data.spaceUri ?? "" };
    return {
      text: `Created ${named ? `the space “${name}”` : "a group chat"}, id ${made.id}.\n${made.link}`,
      note: "Google leaves out people whom it may not add; chat_get_space shows who is in.",
      data: made,
    };
  },
});
