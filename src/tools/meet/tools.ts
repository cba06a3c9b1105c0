import type { AnyTool } from "../tool.ts";
import { meetCreateSpace } from "./create-space.ts";
import { meetGetConference } from "./get-conference.ts";
import { meetGetSpace } from "./get-space.ts";
import { meetListConferences } from "./list-conferences.ts";
import { meetReadTranscript } from "./read-transcript.ts";
import { meetUpdateSpace } from "./update-space.ts";

/** The Meet tools, in the order in which clients see them. */
export const meetTools: readonly AnyTool[] = [
  meetCreateSpace,
  meetGetSpace,
  meetUpdateSpace,
  meetListConferences,
  meetGetConference,
  meetReadTranscript,
];
