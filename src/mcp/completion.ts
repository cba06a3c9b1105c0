import { type CompleteRequest, ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import * as z from "zod";
import { oneLine } from "../content/table.ts";
import { nameOf } from "../credentials/account-names.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import type { ListedTool } from "./listing.ts";
import { type Completes, PROMPTS } from "./prompt-texts.ts";
import { recentData } from "./recent-items.ts";
import { type Item, RESOURCE_KINDS, type ResourceKind } from "./resource-kinds.ts";
import { variablesOf } from "./resource-uri.ts";
import type { ToolRunner } from "./tool-runner.ts";

/** Values that an answer holds at most; the protocol allows a hundred. */
const MOST_VALUES = 20;
/** Characters of what was typed that are looked at. */
const LONGEST_TYPED = 200;

export interface CompletionOptions {
  readonly chosen: readonly ListedTool[];
  served(records: readonly AccountRecord[]): ReadonlySet<string>;
  records(): Promise<AccountRecord[]>;
  readonly runner: Pick<ToolRunner, "runUnattended">;
}

/** A value with what people call it: both are looked at, the value is what completes. */
interface Candidate {
  readonly value: string;
  readonly names: readonly string[];
}

const calendarsSchema = z.object({ calendars: z.array(z.object({ id: z.string(), name: z.string() })) });

/**
 * Completes ids and arguments while a person types. Ids come of recent mails, files and events, by the start of a word of
 * their subject, name or title. Only the id is given back: a subject is somebody else's text, and would become part of
 * what the person says. Signed out, and whenever something fails, nothing completes: a key pressed is no time for errors.
 */
export function serveCompletion(server: Server, { chosen, served, records, runner }: CompletionOptions): void {
  const recent = recentData(runner);

  /** Runs a listing tool, if there is somebody for whom it would work. */
  const data = async (name: string, input: Record<string, unknown>, account: string | undefined) => {
    const accounts = await records();
    const tool = chosen.find(({ definition }) => definition.name === name);
    if (!tool || accounts.length === 0 || !served(accounts).has(name)) return undefined;
    const whose = account === undefined ? input : { ...input, account };
    return recent(tool, whose, accounts).catch((error: unknown) => {
      if (error instanceof ToolError) return undefined;
      throw error;
    });
  };
  const items = async ({ lists }: ResourceKind, given: Readonly<Record<string, string>>): Promise<Item[]> =>
    lists.items(await data(lists.tool, lists.input(given), given.account));
  const candidates = async (what: Completes, given: Readonly<Record<string, string>>): Promise<Candidate[]> => {
    if (typeof what === "object") return what.map((value) => ({ value, names: [] }));
    if (what === "account")
      return (await records()).map((record) => ({ value: nameOf(record), names: [record.email] }));
    if (what === "calendar") return calendars(await data("calendar_list_calendars", {}, given.account));
    const kind = RESOURCE_KINDS.find(({ name }) => name === what);
    const found = kind ? await items(kind, given) : [];
    return found.map(({ variables, name }) => ({ value: variables.id ?? "", names: [name] }));
  };

  server.setRequestHandler("completion/complete", async ({ params }) => {
    const what = completes(params);
    const given = params.context?.arguments ?? {};
    const all = what === undefined ? [] : matching(await candidates(what, given), params.argument.value);
    return {
      completion: { values: all.slice(0, MOST_VALUES), total: all.length, hasMore: all.length > MOST_VALUES },
    };
  });
}

/** What an argument is; undefined where any words will do. */
function completes({ ref, argument }: CompleteRequest["params"]): Completes | undefined {
  if (argument.name === "account") return "account";
  if (ref.type === "ref/prompt") {
    const prompt = PROMPTS.find(({ name }) => name === ref.name);
    if (!prompt) throw unknown("prompt", ref.name);
    return prompt.arguments.find(({ name }) => name === argument.name)?.completes;
  }
  const kind = RESOURCE_KINDS.find(({ template }) => template === ref.uri.replace("{?account}", ""));
  if (!kind) throw unknown("resource template", ref.uri);
  if (!variablesOf(kind).includes(argument.name)) return undefined;
  return argument.name === "calendar" ? "calendar" : kind.name;
}

function unknown(what: string, name: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown ${what}: ${name.slice(0, 100)}`);
}

function calendars(data: unknown): Candidate[] {
  const found = calendarsSchema.safeParse(data).data?.calendars ?? [];
  return [{ value: "primary", names: [] }, ...found.map(({ id, name }) => ({ value: id, names: [name] }))];
}

/** Those whose value begins with what was typed, or of whose names a word does; each once. */
function matching(candidates: readonly Candidate[], typed: string): string[] {
  const start = folded(typed.slice(0, LONGEST_TYPED));
  const fits = ({ value, names }: Candidate) =>
    folded(value).startsWith(start) || names.some((name) => ` ${folded(name)}`.includes(` ${start}`));
  return [...new Set(candidates.filter(fits).map(({ value }) => value))];
}

function folded(text: string): string {
  return oneLine(text).toLowerCase();
}
