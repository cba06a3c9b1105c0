import type { Command } from "commander";
import * as z from "zod";
import { readListing } from "../../mcp/listing.ts";
import { bashScript } from "./bash.ts";
import { commandTree } from "./command-tree.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

const shellSchema = z.enum(["bash", "zsh", "fish"]);

/** Prints the script by which a shell completes this program's commands, options and their values. */
export async function printCompletion(rawShell: unknown, program: Command): Promise<void> {
  const toolNames = (await readListing()).map(({ definition }) => definition.name);
  process.stdout.write(SCRIPTS[shellSchema.parse(rawShell)](program.name(), commandTree(program, toolNames)));
}
