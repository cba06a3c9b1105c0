import type { Emulator } from "../emulator/emulator.ts";

/** One call of a tool whose requests are held against Google's descriptions. */
export interface ContractCase {
  /** The tool's name. */
  tool: string;
  /** The arguments; a function prepares what they need in the emulator first. `folder` is the exchange folder. */
  input: Record<string, unknown> | ((emulator: Emulator, folder: string) => Promise<Record<string, unknown>>);
  /** Scopes of the token, short or in full; by default the narrowest that the tool names. */
  scopes?: readonly string[];
}
