import * as z from "zod";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { emailAddress } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_SPACES } from "./chat-scopes.ts";
import { idOfSpace } from "./space-names.ts";

/** Finds the direct message with a person; it makes none, because a tool that reads changes nothing. */
export const chatFindDm = defineTool({
  name: "chat_find_dm",
  title: "Find direct message",
  description:
    "Finds the direct message with a person, to read it. To write to them, chat_send_message takes the address.",
  service: "chat",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: SEE_SPACES,
  input: z.strictObject({ email: emailAddress }),
  async run({ email }, call) {
    const chat = await call.google.chat();
    try {
      const { data } = await chat.spaces.findDirectMessage({ name: `users/${email}`, fields: "name,spaceUri" });
      const id = idOfSpace(data.name);
      return { text: `The direct message with ${email} is space ${id}.`, data: { space_id: id } };
    } catch (error) {
      const none = error instanceof GoogleApiError && error.code === "not_found";
      if (!none) throw error;
      return { text: `There is no direct message with ${email} yet.`, data: {} };
    }
  },
});
