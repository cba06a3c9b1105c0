import type { Readable } from "node:stream";
import { isObject } from "../json.ts";

const CALL = "tools/call";

/** Bytes that are looked at; a call with more is found later. */
const MOST_BYTES = 64 * 1024;

/**
 * Looks at what a client says next, and takes nothing of it.
 * @param input paused
 * @param onCall told the arguments of the first call there is in it
 * @returns stops looking
 */
export function watchForCall(input: Readable, onCall: (input: Readonly<Record<string, unknown>>) => void): () => void {
  let seen = 0;
  const stop = () => void input.off("readable", look);
  const look = () => {
    // To put back what was read is told like what is new.
    if (input.readableLength === seen) return;
    const said: unknown = input.read();
    if (!Buffer.isBuffer(said)) return;
    seen = said.length;
    input.unshift(said);
    const found = said.toString("utf8").split("\n").map(argumentsOfCall).find(Boolean);
    if (found || seen > MOST_BYTES) stop();
    if (found) onCall(found);
  };
  input.on("readable", look);
  return stop;
}

function argumentsOfCall(line: string): Record<string, unknown> | undefined {
  if (!line.includes(CALL)) return undefined;
  try {
    const message: unknown = JSON.parse(line);
    if (!isObject(message) || message.method !== CALL || !isObject(message.params)) return undefined;
    return isObject(message.params.arguments) ? message.params.arguments : {};
  } catch {
    // Not whole yet, or not for us to say what is wrong with it.
    return undefined;
  }
}
