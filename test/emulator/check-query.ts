import { ApiError } from "./api.ts";
import type { Described, DiscoveredMethod } from "./discovery.ts";
import { fitsFormat, inRange } from "./formats.ts";

/**
 * Common parameters that no request should carry: a token belongs into the header, and a callback makes scripts of
 * answers.
 */
const NEVER = new Set(["access_token", "oauth_token", "callback"]);

/** The method's own parameters and those that every method takes. */
function queryParameters(method: DiscoveredMethod): Map<string, Described> {
  const own = Object.entries(method.parameters).filter(([, { location }]) => location === "query");
  const common = Object.entries(method.common).filter(([name]) => !NEVER.has(name));
  return new Map([...common, ...own]);
}

/**
 * Holds a query against the method: known names, right types, required ones there, repeated only where allowed.
 * Drive and Calendar word it in their older way, the others as Google's newer API front end does.
 * @throws ApiError 400 in Google's wording
 */
export function checkQuery(method: DiscoveredMethod, query: URLSearchParams): void {
  const known = queryParameters(method);
  for (const name of new Set(query.keys())) {
    const described = known.get(name);
    if (!described) throw unknownParameter(name);
    const values = query.getAll(name);
    if (values.length > 1 && !described.repeated) {
      throw wrongParameter(`Invalid value at '${name}': it is given ${values.length} times, but not repeated.`, name);
    }
    for (const value of values) checkText(method, name, value, described);
  }
  for (const [name, described] of known) {
    if (described.required && !query.has(name)) {
      throw new ApiError(400, "required", `Required parameter: ${name}`, { location: name, locationType: "parameter" });
    }
  }
  checkAlternative(method, query);
  if (query.has("key")) throw new ApiError(400, "badRequest", "API key not valid. Please pass a valid API key.");
}

/** `alt=media` asks for content, which only some methods have; `proto` is not served. */
function checkAlternative(method: DiscoveredMethod, query: URLSearchParams): void {
  const alternative = query.get("alt");
  if (alternative === null || alternative === "json") return;
  if (alternative !== "media" || !method.supportsMediaDownload)
    throw wrongParameter(`Invalid value '${alternative}' for parameter 'alt' of this method.`, "alt");
}

function unknownParameter(name: string): ApiError {
  const message = `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`;
  return new ApiError(400, "invalid", message, { fieldViolations: [{ description: message }] });
}

function checkText(method: DiscoveredMethod, name: string, value: string, described: Described): void {
  if (fits(value, described)) return;
  if (method.legacy) throw wrongParameter(legacyMessage(value, described), name);
  const field = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const message = `Invalid value at '${field}' (${protoType(described)}), ${JSON.stringify(value)}`;
  throw new ApiError(400, "invalid", message, { fieldViolations: [{ field, description: message }] });
}

function fits(value: string, described: Described): boolean {
  switch (described.type) {
    case "boolean":
      return value === "true" || value === "false";
    case "integer":
      return /^-?\d+$/.test(value) && inRange(Number(value), described);
    case "number":
      return value.trim() !== "" && Number.isFinite(Number(value));
    default:
      return (
        (!described.enum || described.enum.includes(value)) &&
        (!described.pattern || new RegExp(`^(?:${described.pattern})$`).test(value)) &&
        fitsFormat(value, described.format)
      );
  }
}

function legacyMessage(value: string, described: Described): string {
  if (described.enum) return `Invalid string value: '${value}'. Allowed values: [${described.enum.join(", ")}]`;
  if (described.type === "boolean") return `Invalid boolean value: '${value}'.`;
  if (described.type === "integer" && !/^-?\d+$/.test(value)) return `Invalid integer value: '${value}'.`;
  if (described.type === "integer") {
    const { minimum = "0", maximum = String(2 ** 31 - 1) } = described;
    return `Invalid value '${value}'. Values must be within the range: [${minimum}, ${maximum}]`;
  }
  return "Bad Request";
}

function protoType({ type, format, enum: values }: Described): string {
  if (values) return "TYPE_ENUM";
  if (type === "boolean") return "TYPE_BOOL";
  if (type === "integer" || type === "number" || format?.endsWith("64"))
    return `TYPE_${(format ?? "int32").toUpperCase()}`;
  return "TYPE_STRING";
}

function wrongParameter(message: string, name: string): ApiError {
  return new ApiError(400, "invalidParameter", message, { location: name, locationType: "parameter" });
}
