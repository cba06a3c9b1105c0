import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { consentAndReturn } from "../test/emulator/consent.ts";
import type { EmulatorProcess } from "./emulator-process.ts";
import { McpProcess } from "./mcp-process.ts";

/** The built program as the package's bin runs it. */
export const BIN = join(process.cwd(), "bin/groupon-google-mcp.js");

/** What all else is compared with. */
export const BARE = join(process.cwd(), "bench/bare-server.mjs");

/** What is measured, and with what. */
export interface Subject {
  emulator: EmulatorProcess;
  /** Environment of a program that works with the emulator, with an account signed in. */
  environment: Record<string, string>;
  /** Less of everything, to try the bench itself. */
  quick: boolean;
}

/** The limits on calls would end the longer measurements. */
const NO_LIMITS = {
  RATE_LIMIT_PER_HOUR: "1000000",
  RATE_LIMIT_PER_ACCOUNT_HOUR: "1000000",
  RATE_LIMIT_PER_TOOL_MINUTE: "100000",
};

/** The environment in which the program works with the emulator through its relay, all that it keeps in `home`. */
export function environmentOf(emulator: EmulatorProcess, home: string): Record<string, string> {
  return {
    HOME: home,
    ...emulator.environment,
    GOOGLE_MCP_HOME: home,
    GOOGLE_MCP_EMULATOR_HOST: emulator.relay,
    GOOGLE_MCP_TIME_ZONE: "Europe/Berlin",
    ...NO_LIMITS,
  };
}

/** Starts the server with every tool. */
export function startServer({ environment }: Pick<Subject, "environment">): McpProcess {
  return new McpProcess([process.execPath, BIN, "serve", "--tier", "complete"], environment);
}

/**
 * Starts a sign-in and waits for its address.
 * @returns the address, and how to end it
 */
export async function startLogin(environment: Record<string, string>) {
  const args = [BIN, "login", "--services", "all", "--no-browser", "--storage", "FILE_ENCRYPTED"];
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH ?? "", ...environment }, stdio: "pipe" });
  child.stderr.resume();
  const ended = once(child, "close");
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { url: String(value), child, ended };
}

/** Signs in, the consent page answered as a person would. */
export async function signIn(environment: Record<string, string>): Promise<void> {
  const { url, ended } = await startLogin(environment);
  await consentAndReturn(url);
  const [code] = await ended;
  if (code !== 0) throw new Error(`the sign-in ended with ${code}`);
}
