import type { Readable, Writable } from "node:stream";
import { isObject } from "../json.ts";
import { CAPABILITIES, type Introduction, SERVER_INFO } from "./introduction.ts";

/**
 * The first two answers of every connection, given before the SDK is loaded, which takes longer than Node's own start.
 * Only what clients of the earlier revisions send as their first words is understood here: `initialize`, and then
 * `tools/list`. With anything else, and after the list, the SDK takes over: it finds the input as if nothing had been
 * read but the list's request, and `ResumedTransport` keeps its own answer to `initialize` back.
 */

/** The revisions in which a connection opens with `initialize` (MCP, "Lifecycle"). */
export const EARLIER_REVISIONS: readonly unknown[] = [
  "2025-11-25",
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
  "2024-10-07",
];

/** Bytes without the end of a line that are waited for here; no client's first words come near it. */
const LONGEST_LINE = 64 * 1024;

const NEWLINE = 0x0a;

export type RequestId = string | number;

export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Answers what can be answered at once.
 * @returns when the SDK is to take over, with `input` paused: the id of the `initialize` that has its answer, if any
 */
export function giveFirstAnswers(
  { input, output }: Streams,
  introduction: Introduction,
): Promise<RequestId | undefined> {
  return new Promise((resolve) => {
    let initialized: RequestId | undefined;
    let unread: Buffer = Buffer.alloc(0);
    const forTheSdk: Buffer[] = [];
    const answer = (id: RequestId, result: object) =>
      output.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);

    const handOver = () => {
      input.off("data", read).pause();
      const rest = Buffer.concat([...forTheSdk, unread]);
      if (rest.length > 0) input.unshift(rest);
      resolve(initialized);
    };
    const read = (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (let end = unread.indexOf(NEWLINE); end >= 0; end = unread.indexOf(NEWLINE)) {
        const line = unread.subarray(0, end + 1);
        const message = messageIn(line);
        if (initialized === undefined && isInitialize(message)) {
          initialized = message.id;
          const { protocolVersion } = message.params;
          const { instructions } = introduction;
          answer(message.id, { protocolVersion, capabilities: CAPABILITIES, serverInfo: SERVER_INFO, instructions });
          forTheSdk.push(line);
        } else if (initialized !== undefined && message?.method === "notifications/initialized") {
          forTheSdk.push(line);
        } else if (initialized !== undefined && isWholeList(message)) {
          unread = unread.subarray(end + 1);
          answer(message.id, introduction.list);
          return handOver();
        } else {
          return handOver();
        }
        unread = unread.subarray(end + 1);
      }
      if (unread.length > LONGEST_LINE) handOver();
    };
    input.on("data", read);
  });
}

type Message = Record<string, unknown>;
type Request = Message & { readonly id: RequestId };

function messageIn(line: Buffer): Message | undefined {
  try {
    const message: unknown = JSON.parse(line.toString("utf8"));
    return isObject(message) && message.jsonrpc === "2.0" ? message : undefined;
  } catch {
    return undefined;
  }
}

function isRequest(message: Message | undefined): message is Request {
  return typeof message?.id === "string" || Number.isInteger(message?.id);
}

/** One with an envelope in `_meta` may be of the 2026-07-28 revision, and one that is not as it should be is refused; both by the SDK. */
function isInitialize(
  message: Message | undefined,
): message is Request & { readonly params: { readonly protocolVersion: string } } {
  if (!isRequest(message) || message.method !== "initialize" || !isObject(message.params)) return false;
  const { protocolVersion, capabilities, clientInfo, _meta } = message.params;
  return (
    EARLIER_REVISIONS.includes(protocolVersion) &&
    isObject(capabilities) &&
    isObject(clientInfo) &&
    typeof clientInfo.name === "string" &&
    typeof clientInfo.version === "string" &&
    _meta === undefined
  );
}

/** A list without a cursor, of which this server gives none. */
function isWholeList(message: Message | undefined): message is Request {
  if (!isRequest(message) || message.method !== "tools/list") return false;
  return message.params === undefined || (isObject(message.params) && message.params.cursor === undefined);
}
