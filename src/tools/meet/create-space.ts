import * as z from "zod";
import { defineTool } from "../tool.ts";
import { ACCESS_TYPES, access, OPEN_TO_ALL } from "./meet-input.ts";
import { MAKE_SPACES } from "./meet-scopes.ts";
import { renderSpace, SPACE_FIELDS, spaceData } from "./space-text.ts";

/** Makes a meeting link. */
export const meetCreateSpace = defineTool({
  name: "meet_create_space",
  title: "Create meeting link",
  description: "Creates a Meet link to use at once, without a calendar event. Returns the link and its settings.",
  service: "meet",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: MAKE_SPACES,
  input: z.strictObject({
    access: access
      .optional()
      .describe("Who joins without asking: anyone, own organization and invited, or invited only."),
  }),
  audience: (input) => ({
    recipients: input.access === "open" ? OPEN_TO_ALL : [],
    content: "A new meeting that anyone with its link can join.",
  }),
  async run(input, call) {
    const meet = await call.google.meet();
    const { data } = await meet.spaces.create({
      fields: SPACE_FIELDS,
      requestBody: input.access === undefined ? {} : { config: { accessType: ACCESS_TYPES[input.access] } },
    });
    return { text: renderSpace(data), data: spaceData(data) };
  },
});
