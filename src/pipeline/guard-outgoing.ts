import { createHash } from "node:crypto";
import type { GUARD_MODES } from "../config/config.ts";
import { disarm } from "../content/fence.ts";
import { ToolError } from "../errors.ts";
import type { Audience, ToolResult } from "../tools/tool.ts";
import { QuestionAsked } from "./dialogue.ts";
import type { GuardDecision, Invocation, Stage } from "./stage.ts";

/** What happens to a call that reaches a stranger after foreign content was read (`GUARD_MODE`). */
export type GuardMode = (typeof GUARD_MODES)[number];

export interface GuardOptions {
  readonly mode: GuardMode;
  /** Domains whose addresses are never asked about. */
  readonly allowedDomains: readonly string[];
  /** Addresses of the signed-in accounts, which are nobody else's. */
  ownAddresses(): Promise<readonly string[]>;
}

/** Addresses in a question; more are counted. */
const MOST_SHOWN = 10;
/** Characters of the content in a question. */
const MOST_CONTENT = 1_000;

const ADDRESS = /[^\s<>"(),:;@[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?/giu;

/**
 * The outgoing check (SECURITY-SPEC 4.6). Once this connection has read what others wrote, by whichever account, a call
 * that reaches somebody whom the person has not named before or dealt with since is put to the person. What came in
 * before is the person's own; what comes in afterwards may be what the content asked for.
 */
export function guardOutgoing(options: GuardOptions): Stage {
  const dealtWith = new Set<string>();
  let readForeign = false;
  return async (invocation, next) => {
    if (options.mode === "off") return next(invocation);
    if (!readForeign) for (const address of addressesIn(invocation.arguments)) dealtWith.add(address);
    const result = invocation.tool.outward
      ? await goOut(options, { dealtWith, readForeign }, invocation, next)
      : await next(invocation);
    if (invocation.tool.foreign) readForeign = true;
    return result;
  };
}

interface GuardState {
  readonly dealtWith: Set<string>;
  readonly readForeign: boolean;
}

async function goOut(
  options: GuardOptions,
  { dealtWith, readForeign }: GuardState,
  invocation: Invocation,
  next: (invocation: Invocation) => Promise<ToolResult>,
): Promise<ToolResult> {
  const { audience, call, facts } = invocation;
  if (!audience || !call) throw new Error("the stages for input and call must come before");
  const going = await audience(call);
  facts.recipients = going.recipients;
  const own = new Set((await options.ownAddresses()).map(normal));
  const strangers = going.recipients.filter(
    (recipient) => !own.has(normal(recipient)) && !dealtWith.has(normal(recipient)) && !isAllowed(recipient, options),
  );
  facts.guard = readForeign && strangers.length > 0 ? decide(options.mode, going, strangers, invocation) : "known";
  const result = await next(invocation);
  // What went out unasked does not make its recipients known: the next call is asked about again.
  if (facts.guard !== "unconfirmed" && facts.guard !== "warned") {
    for (const recipient of going.recipients) if (recipient !== "anyone") dealtWith.add(normal(recipient));
  }
  if (facts.guard !== "unconfirmed") return result;
  const caution = `This reached ${list(strangers)} without being confirmed, because this client cannot ask its person. Tell them.`;
  return { ...result, note: [result.note, caution].filter((part) => part !== undefined).join("\n\n") };
}

/** @throws QuestionAsked when the person is to be asked; ToolError `not_confirmed` when the call must not go out */
function decide(mode: GuardMode, going: Audience, strangers: readonly string[], invocation: Invocation): GuardDecision {
  const { dialogue, facts, tool } = invocation;
  if (mode === "warn") return "warned";
  if (!dialogue.canAsk) {
    if (mode !== "strict") return "unconfirmed";
    facts.guard = "refused";
    throw new ToolError(
      "not_confirmed",
      `${tool.name} would reach ${list(strangers)}, whom the person has not named, after content of others was read`,
      "GUARD_MODE is strict and this client cannot ask. The person can do it themselves, or start anew and name them first.",
    );
  }
  const key = keyOf(tool.name, invocation.account?.email ?? "", going);
  switch (dialogue.answer(key)) {
    case "accepted":
      return "confirmed";
    case "declined":
      facts.guard = "declined";
      throw new ToolError(
        "not_confirmed",
        `The person declined: ${tool.name} did not reach ${list(strangers)}`,
        "Do not try again unless they ask for it.",
      );
    case undefined:
      facts.guard = "asked";
      throw new QuestionAsked({ key, message: question(tool.title, strangers, going.content) });
  }
}

function question(title: string, strangers: readonly string[], content: string): string {
  const shown = disarm(content).text;
  const cut = shown.length > MOST_CONTENT ? `${shown.slice(0, MOST_CONTENT)}…` : shown;
  return `${title}: may this go to ${list(strangers)}? You have not named them, and content written by others was read before, which could have asked for it.\n\n${cut}`.trim();
}

function list(recipients: readonly string[]): string {
  const shown = recipients.slice(0, MOST_SHOWN).map((recipient) => disarm(recipient).text.slice(0, 320));
  const more = recipients.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** The same for the same call, so that an answer cannot be used for another one. */
function keyOf(tool: string, account: string, { recipients, content }: Audience): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([tool, account, recipients, content]))
    .digest("hex");
  return `confirm-${digest.slice(0, 32)}`;
}

function isAllowed(recipient: string, { allowedDomains }: GuardOptions): boolean {
  return allowedDomains.includes(normal(recipient).split("@").at(-1) ?? "");
}

function normal(recipient: string): string {
  return recipient.trim().toLowerCase();
}

function addressesIn(value: unknown): string[] {
  if (typeof value === "string") return (value.match(ADDRESS) ?? []).map(normal);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(addressesIn);
}
