import { z } from "zod";
import { ApiError } from "../api.ts";
import { completeItem, questionIdsOf, Refused } from "./items.ts";
import { type Json, revisionOf, type StoredForm } from "./state.ts";

const location = z.object({ index: z.number().default(0) });
const json = z.record(z.string(), z.unknown());

const bodySchema = z.object({
  includeFormInResponse: z.boolean().optional(),
  requests: z.array(json).default([]),
  writeControl: z
    .object({ requiredRevisionId: z.string().optional(), targetRevisionId: z.string().optional() })
    .optional(),
});

type Change = (form: StoredForm, request: unknown) => Json | undefined;

/**
 * Applies all requests, or none.
 * @throws ApiError 400 that names the request which is wrong
 */
export function batchUpdate(before: StoredForm, body: unknown): { form: StoredForm; json: Json } {
  const { requests, writeControl } = bodySchema.parse(body ?? {});
  const required = writeControl?.requiredRevisionId;
  if (required !== undefined && required !== revisionOf(before))
    throw invalid("Update failed: the revision ID does not match the latest revision ID.");
  if (requests.length === 0) throw invalid("At least one request is required.");
  const form = structuredClone(before);
  const replies = requests.map((request, index) => apply(form, request, index) ?? {});
  form.revision += 1;
  return { form, json: { replies, writeControl: { requiredRevisionId: revisionOf(form) } } };
}

function apply(form: StoredForm, request: Json, index: number): Json | undefined {
  const [kind = "", ...others] = Object.keys(request);
  const change = CHANGES[kind];
  if (!change || others.length > 0)
    throw invalid(`Invalid requests[${index}]: exactly one kind of request must be set.`);
  try {
    return change(form, request[kind]);
  } catch (error) {
    if (error instanceof Refused) throw invalid(`Invalid requests[${index}].${kind}: ${error.message}`);
    throw error;
  }
}

const createItem: Change = (form, request) => {
  const given = z.object({ item: z.unknown(), location: location.optional() }).parse(request);
  if (!given.location) throw new Refused("location is required.");
  checkIndex(given.location.index, form.items.length + 1);
  const made = completeItem(form, given.item, undefined);
  form.items.splice(given.location.index, 0, made);
  const questionId = questionIdsOf(made);
  return { createItem: { itemId: made.itemId, ...(questionId.length > 0 && { questionId }) } };
};

const updateItem: Change = (form, request) => {
  const given = z
    .object({ item: json.default({}), location: location.default({ index: 0 }), updateMask: z.string().default("") })
    .parse(request);
  const before = itemAt(form, given.location.index);
  const paths = pathsOf(given.updateMask);
  const changed = paths.includes("*") ? given.item : structuredClone(before);
  for (const path of paths) if (path !== "*") copyPath(path.split("."), given.item, changed);
  form.items[given.location.index] = completeItem(form, changed, before);
  return undefined;
};

const moveItem: Change = (form, request) => {
  const given = z.object({ originalLocation: location, newLocation: location }).parse(request);
  const moved = itemAt(form, given.originalLocation.index);
  checkIndex(given.newLocation.index, form.items.length);
  form.items.splice(given.originalLocation.index, 1);
  form.items.splice(given.newLocation.index, 0, moved);
  return undefined;
};

const deleteItem: Change = (form, request) => {
  const { index } = z.object({ location }).parse(request).location;
  itemAt(form, index);
  form.items.splice(index, 1);
  return undefined;
};

const updateFormInfo: Change = (form, request) => {
  const given = z
    .object({
      info: z.object({ title: z.string().optional(), description: z.string().optional() }).default({}),
      updateMask: z.string().default(""),
    })
    .parse(request);
  const paths = pathsOf(given.updateMask);
  const unknown = paths.find((path) => !["title", "description", "*"].includes(path));
  if (unknown !== undefined) throw new Refused(`${unknown} cannot be updated.`);
  const named = (path: string) => paths.includes(path) || paths.includes("*");
  if (named("title")) {
    if (/[\r\n]/.test(given.info.title ?? "")) throw new Refused("Displayed text cannot contain newlines");
    form.title = given.info.title ?? "";
  }
  if (named("description")) form.description = given.info.description ?? "";
  return undefined;
};

const updateSettings: Change = (form, request) => {
  const given = z
    .object({
      settings: z
        .object({
          emailCollectionType: z.string().optional(),
          quizSettings: z.object({ isQuiz: z.boolean().default(false) }).optional(),
        })
        .default({}),
      updateMask: z.string().default(""),
    })
    .parse(request);
  for (const path of pathsOf(given.updateMask)) {
    if (path === "emailCollectionType" || path === "*")
      form.settings.emailCollectionType = given.settings.emailCollectionType ?? "DO_NOT_COLLECT";
    if (path === "quizSettings.isQuiz" || path === "quizSettings" || path === "*")
      setQuiz(form, given.settings.quizSettings?.isQuiz ?? false);
  }
  return undefined;
};

/** A form that stops being a quiz loses all grading ("QuizSettings", `isQuiz`). */
function setQuiz(form: StoredForm, isQuiz: boolean): void {
  if (isQuiz) form.settings.quizSettings = { isQuiz };
  else delete form.settings.quizSettings;
  if (isQuiz) return;
  for (const one of form.items) {
    const holder = z.object({ questionItem: z.object({ question: json }) }).safeParse(one);
    if (!holder.success) continue;
    const { grading: _, ...question } = holder.data.questionItem.question;
    one.questionItem = { ...z.looseObject({}).parse(one.questionItem), question };
  }
}

const CHANGES: Readonly<Record<string, Change>> = {
  createItem,
  updateItem,
  moveItem,
  deleteItem,
  updateFormInfo,
  updateSettings,
};

function pathsOf(mask: string): string[] {
  const paths = mask.split(",").filter((path) => path !== "");
  if (paths.length === 0) throw new Refused("updateMask is required.");
  return paths;
}

function checkIndex(index: number, count: number): void {
  if (index < 0 || index >= count) throw new Refused(`The index ${index} is out of range.`);
}

function itemAt({ items }: StoredForm, index: number): Json {
  checkIndex(index, items.length);
  const found = items[index];
  if (!found) throw new Refused(`The index ${index} is out of range.`);
  return found;
}

/** Sets what a path names to what the source has there, which may be nothing. */
function copyPath([name = "", ...rest]: readonly string[], source: Json, target: Json): void {
  if (rest.length === 0) {
    if (source[name] === undefined) delete target[name];
    else target[name] = structuredClone(source[name]);
    return;
  }
  const inner = json.safeParse(target[name]);
  const next = inner.success ? { ...inner.data } : {};
  const from = json.safeParse(source[name]);
  copyPath(rest, from.success ? from.data : {}, next);
  target[name] = next;
}

function invalid(message: string): ApiError {
  return new ApiError(400, "badRequest", message);
}
