import * as z from "zod";
import { defineTool } from "../tool.ts";
import { meetSpace } from "./meet-input.ts";
import { SEE_SPACES } from "./meet-scopes.ts";
import { renderSpace, SPACE_FIELDS, spaceData } from "./space-text.ts";

/** Shows a meeting space. */
export const meetGetSpace = defineTool({
  name: "meet_get_space",
  title: "Meeting details",
  description: "Shows a Meet space: link, access and recording settings, and whether a call is on.",
  service: "meet",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: SEE_SPACES,
  input: z.strictObject({ space: meetSpace.describe("Link, code or id.") }),
  async run({ space }, call) {
    const meet = await call.google.meet();
    const { data } = await meet.spaces.get({ name: space, fields: SPACE_FIELDS });
    return { text: renderSpace(data), data: spaceData(data) };
  },
});
