import type { AnyTool } from "../tool.ts";
import { driveCreateFile } from "./create-file.ts";
import { driveGetFile } from "./get-file.ts";
import { driveReadFile } from "./read-file.ts";
import { driveSearch } from "./search.ts";

/** The Drive tools, in the order in which clients see them. */
export const driveTools: readonly AnyTool[] = [driveSearch, driveGetFile, driveReadFile, driveCreateFile];
