import { RESOURCE_KINDS, type ResourceKind } from "./resource-kinds.ts";

/** Characters of an address that is looked at; ids of events are the longest part. */
const LONGEST_URI = 4_000;

/** Where an address leads. */
export interface ResourceAddress {
  readonly kind: ResourceKind;
  readonly variables: Readonly<Record<string, string>>;
  /** The account that is named in the query. */
  readonly account?: string;
  /** Characters to skip, as the query says. */
  readonly offset?: number;
}

/** Reads an address of ours: `drive://file/abc?account=work`. Undefined when it is none. */
export function parseResourceUri(uri: string): ResourceAddress | undefined {
  if (uri.length > LONGEST_URI || !URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  if (url.hash !== "" || url.username !== "" || url.password !== "" || url.port !== "") return undefined;
  const kind = RESOURCE_KINDS.find(({ template }) => template.startsWith(`${url.protocol}//${url.host}/`));
  const names = kind && variablesOf(kind);
  const values = url.pathname.slice(1).split("/").map(decoded);
  if (!names || names.length !== values.length || values.some((value) => !value)) return undefined;
  const { account, offset, ...others } = Object.fromEntries(url.searchParams);
  if (Object.keys(others).length > 0) return undefined;
  if (offset !== undefined && !(kind.reads.inPieces && /^\d{1,9}$/.test(offset))) return undefined;
  return {
    kind,
    variables: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""])),
    ...(account !== undefined && { account }),
    ...(offset !== undefined && { offset: Number(offset) }),
  };
}

/** The address of something, with an account where one is to be named. */
export function resourceUri(
  { template }: ResourceKind,
  variables: Readonly<Record<string, string>>,
  account: string | undefined,
): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(variables[name] ?? ""));
  return account === undefined ? path : `${path}?account=${encodeURIComponent(account)}`;
}

/** The names in a kind's template, in their order. */
export function variablesOf({ template }: ResourceKind): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
