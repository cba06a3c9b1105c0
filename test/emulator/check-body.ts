import { ApiError } from "./api.ts";
import type { Described, DiscoveredMethod } from "./discovery.ts";
import { fitsFormat, inRange } from "./formats.ts";

/**
 * Holds a JSON body against the method's request schema. Fields that only Google sets are let through, as Google
 * does, so that what was read can be sent back.
 * @throws ApiError 400 in Google's wording: unknown names, wrong types, a body where none belongs
 */
export function checkBody(method: DiscoveredMethod, body: unknown): void {
  if (!method.request) {
    if (body === undefined || isEmptyObject(body)) return;
    const unknown = typeof body === "object" && body !== null ? Object.keys(body)[0] : undefined;
    throw unknown === undefined ? wrongValue("", body) : unknownName(unknown, "");
  }
  if (body === undefined) return;
  if (body === null) throw wrongValue("", body);
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
      for (const [index, item] of value.entries()) {
        // Among values of any type null is one, as for a cell that is to stay as it is (Sheets API, "ValueRange").
        if (item === null && described.items?.type !== "any") throw wrongValue(`${path}[${index}]`, item);
        checkValue(described.items ?? {}, item, `${path}[${index}]`, schemas);
      }
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
    if (!property) throw unknownName(name, path);
    checkValue(property, inner, path === "" ? name : `${path}.${name}`, schemas);
  }
}

function checkString(described: Described, value: unknown, path: string): void {
  const isNumberText = described.format === "int64" || described.format === "uint64";
  const text = isNumberText && typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") throw wrongValue(path, value);
  if (described.enum && !described.enum.includes(text)) throw wrongValue(path, value);
  // Calendar's date-times may leave the offset out where a time zone is named, so its own code checks them.
  const format = described.format === "date-time" ? undefined : described.format;
  if (!fitsFormat(text, format)) throw wrongValue(path, format === "byte" ? "(bytes)" : value);
}

function unknownName(name: string, path: string): ApiError {
  const where = path === "" ? "" : ` at '${path}'`;
  return violation(path, `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`);
}

function wrongValue(path: string, value: unknown): ApiError {
  return violation(path, `Invalid value at '${path}', ${JSON.stringify(value)?.slice(0, 100)}`);
}

function violation(field: string, description: string): ApiError {
  return new ApiError(400, "invalid", description, {
    fieldViolations: [{ ...(field !== "" && { field }), description }],
  });
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
