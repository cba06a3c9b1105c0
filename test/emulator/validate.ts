import { ApiError } from "./api.ts";
import type { Described, DiscoveredMethod } from "./discovery.ts";

/** Common parameters that carry a token or a callback; nobody should send them, so they are refused here. */
const NEVER = new Set(["access_token", "oauth_token", "callback"]);

/** The method's own parameters without those of the path. */
function queryParameters(method: DiscoveredMethod): Map<string, Described> {
  const own = Object.entries(method.parameters).filter(([, { location }]) => location === "query");
  const common = Object.entries(method.common).filter(([name]) => !NEVER.has(name));
  return new Map([...common, ...own]);
}

/**
 * Holds a query against the method: known names, right types, required ones there, repeated only where allowed.
 * @throws ApiError 400 in Google's wording
 */
export function checkQuery(method: DiscoveredMethod, query: URLSearchParams): void {
  const known = queryParameters(method);
  for (const name of new Set(query.keys())) {
    const described = known.get(name);
    if (!described) {
      throw new ApiError(
        400,
        "badRequest",
        `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
      );
    }
    const values = query.getAll(name);
    if (values.length > 1 && !described.repeated) throw invalidParameter(name, values.join(","));
    for (const value of values) checkText(name, value, described);
  }
  for (const [name, described] of known) {
    if (described.required && !query.has(name)) {
      throw new ApiError(400, "required", `Required parameter: ${name}`, { location: name, locationType: "parameter" });
    }
  }
}

function checkText(name: string, value: string, described: Described): void {
  const fits =
    (described.type !== "boolean" || value === "true" || value === "false") &&
    (described.type !== "integer" || (/^-?\d+$/.test(value) && inRange(Number(value), described))) &&
    (described.type !== "number" || (value !== "" && Number.isFinite(Number(value)))) &&
    (!described.enum || described.enum.includes(value)) &&
    (!described.pattern || new RegExp(`^(?:${described.pattern})$`).test(value)) &&
    fitsFormat(value, described.format);
  if (!fits) throw invalidParameter(name, value);
}

function invalidParameter(name: string, value: string): ApiError {
  return new ApiError(400, "invalidParameter", `Invalid value '${value}' for parameter '${name}'.`, {
    location: name,
    locationType: "parameter",
  });
}

function inRange(value: number, { minimum, maximum, format }: Described): boolean {
  if (format === "uint32" && value < 0) return false;
  return (minimum === undefined || value >= Number(minimum)) && (maximum === undefined || value <= Number(maximum));
}

function fitsFormat(value: string, format: string | undefined): boolean {
  switch (format) {
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
    case "date-time":
    case "google-datetime":
      return (
        /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(value) &&
        !Number.isNaN(Date.parse(value))
      );
    case "int64":
      return /^-?\d+$/.test(value);
    case "uint64":
      return /^\d+$/.test(value);
    default:
      return true;
  }
}

/**
 * Holds a JSON body against the method's request schema.
 * @throws ApiError 400 in Google's wording: unknown names, wrong types, a body where none belongs
 */
export function checkBody(method: DiscoveredMethod, body: unknown): void {
  if (!method.request) {
    if (body === undefined || isEmptyObject(body)) return;
    throw new ApiError(400, "badRequest", "Request contains an invalid argument.");
  }
  if (body === undefined) return;
  checkValue({ $ref: method.request.$ref }, body, "", method.schemas);
}

function checkValue(described: Described, value: unknown, path: string, schemas: Record<string, Described>): void {
  if (value === null) return;
  if (described.$ref !== undefined) {
    const target = schemas[described.$ref];
    if (!target) throw new Error(`the discovery document has no schema ${described.$ref}`);
    checkValue(target, value, path, schemas);
    return;
  }
  switch (described.type) {
    case "object":
      checkObject(described, value, path, schemas);
      return;
    case "array":
      if (!Array.isArray(value)) throw wrongValue(path, value);
      for (const [index, item] of value.entries())
        checkValue(described.items ?? {}, item, `${path}[${index}]`, schemas);
      return;
    case "string":
      checkString(described, value, path);
      return;
    case "boolean":
      if (typeof value !== "boolean") throw wrongValue(path, value);
      return;
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value) || !inRange(value, described))
        throw wrongValue(path, value);
      return;
    case "number":
      if (typeof value !== "number") throw wrongValue(path, value);
      return;
    default:
      return;
  }
}

function checkObject(described: Described, value: unknown, path: string, schemas: Record<string, Described>): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrongValue(path, value);
  for (const [name, inner] of Object.entries(value)) {
    const property = described.properties?.[name] ?? described.additionalProperties;
    if (!property) {
      const where = path === "" ? "" : ` at '${path}'`;
      throw new ApiError(
        400,
        "badRequest",
        `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`,
      );
    }
    checkValue(property, inner, path === "" ? name : `${path}.${name}`, schemas);
  }
}

function checkString(described: Described, value: unknown, path: string): void {
  const isNumberText = described.format === "int64" || described.format === "uint64";
  const text = isNumberText && typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") throw wrongValue(path, value);
  if (described.enum && !described.enum.includes(text)) throw wrongValue(path, value);
  if (described.format === "byte" && !/^[\w+/-]*={0,2}$/.test(text)) throw wrongValue(path, "(bytes)");
  if (!fitsFormat(text, described.format === "date-time" ? undefined : described.format)) throw wrongValue(path, value);
}

function wrongValue(path: string, value: unknown): ApiError {
  return new ApiError(400, "invalid", `Invalid value at '${path}', ${JSON.stringify(value)?.slice(0, 100)}`);
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
