import { FILE_EXAMPLES } from "./examples/files.ts";
import { PEOPLE_EXAMPLES } from "./examples/people.ts";

/**
 * Inputs that the reference shows in place of the tools' contract cases: where these need something prepared, or show a
 * tool badly. A test holds each against its tool's schema.
 */
export const EXAMPLES: Readonly<Record<string, Record<string, unknown>>> = { ...PEOPLE_EXAMPLES, ...FILE_EXAMPLES };
