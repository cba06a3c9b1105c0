import { scope } from "../../../src/scopes.ts";
import { type Described, discoveryFolder, readDiscovery } from "../../emulator/discovery.ts";
import type { Emulator } from "../../emulator/emulator.ts";

/** A request to a running emulator with a token of ada's that has these scopes. */
export async function fetchAs(
  emulator: Emulator,
  scopes: readonly string[],
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const account = emulator.world.account("ada@example.com");
  if (!account) throw new Error("the world has no ada");
  const { grants } = emulator.oauth;
  const grant = grants.grantFor(account, emulator.world.defaultClient.clientId);
  const { token } = grants.issueAccessToken(grant, scopes.map(scope), undefined);
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${token}`);
  return fetch(new URL(path, emulator.origin), { ...init, headers });
}

/** A request body of JSON. */
export function jsonBody(method: string, body: unknown): RequestInit {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Fields of an answer that Google's description of its schema does not have; undefined without the descriptions. */
export function undescribedFields(api: string, schema: string, answer: unknown): string[] | undefined {
  const folder = discoveryFolder();
  if (folder === undefined) return undefined;
  const [method] = readDiscovery(folder, api).values();
  const schemas = method?.schemas ?? {};
  return unknownNames({ $ref: schema }, answer, schema, schemas);
}

function unknownNames(
  described: Described,
  value: unknown,
  path: string,
  schemas: Record<string, Described>,
): string[] {
  const target = described.$ref === undefined ? described : (schemas[described.$ref] ?? {});
  if (Array.isArray(value))
    return value.flatMap((item) => unknownNames(target.items ?? {}, item, `${path}[]`, schemas));
  if (typeof value !== "object" || value === null)
    return target.type === undefined || fits(target, value) ? [] : [`${path}: ${typeof value} for ${target.type}`];
  return Object.entries(value).flatMap(([name, inner]) => {
    const property = target.properties?.[name] ?? target.additionalProperties;
    return property ? unknownNames(property, inner, `${path}.${name}`, schemas) : [`${path}.${name}`];
  });
}

function fits({ type }: Described, value: unknown): boolean {
  switch (type) {
    case "integer":
    case "number":
      return typeof value === "number";
    case "string":
    case "boolean":
      return typeof value === type;
    default:
      return type === "any";
  }
}
