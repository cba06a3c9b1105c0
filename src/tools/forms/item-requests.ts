import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import { type ItemChange, updateOf } from "../../content/form-changes.ts";
import { type FormItem, toItem } from "../../content/form-items.ts";
import { ToolError } from "../../errors.ts";
import { checkItem } from "./forms-input.ts";

type Item = forms_v1.Schema$Item;
type Request = forms_v1.Schema$Request;

interface ItemStep extends ItemChange {
  action: "add" | "change" | "move" | "delete";
  item_id?: string | undefined;
  /** From 1. */
  position?: number | undefined;
}

interface Plan {
  requests: Request[];
  /** What is done, in words. */
  done: string[];
}

/**
 * Turns steps that name items by id into requests that name them by place. Google runs a batch in order, so each place is
 * that after the steps before.
 * @param present the items of the form as they are
 * @throws ToolError for a step that cannot be done
 */
export function itemRequests(present: readonly Item[], steps: readonly ItemStep[], isQuiz: boolean): Plan {
  const items = [...present];
  const plan: Plan = { requests: [], done: [] };
  steps.forEach((step, index) => {
    const field = `items[${index}]`;
    const twice = steps.findIndex((one) => one.action === "change" && one.item_id === step.item_id);
    if (step.action === "change" && twice < index)
      throw invalid(`${field}: ${step.item_id} is changed twice; put it into one change`);
    if (!isQuiz && (step.points !== undefined || step.correct !== undefined))
      throw invalid(`${field}: only a quiz has points`);
    const { request, words } = step.action === "add" ? add(items, step, field) : alter(items, step, field);
    plan.requests.push(request);
    plan.done.push(words);
  });
  return plan;
}

interface Step {
  request: Request;
  words: string;
}

function add(items: Item[], step: ItemStep, field: string): Step {
  const { action: _, item_id, position, type, title, ...rest } = step;
  if (item_id !== undefined) throw invalid(`${field}: a new item gets its id from Google`);
  if (type === undefined || title === undefined) throw invalid(`${field}: a new item needs type and title`);
  const made: FormItem = { type, title, ...rest };
  checkItem(made, field);
  const index = Math.min((position ?? items.length + 1) - 1, items.length);
  items.splice(index, 0, {});
  return {
    request: { createItem: { item: toItem(made), location: { index } } },
    words: `added “${title}” at ${index + 1}`,
  };
}

function alter(items: Item[], step: ItemStep, field: string): Step {
  const index = items.findIndex(({ itemId }) => itemId === step.item_id);
  const item = items[index];
  if (step.item_id === undefined) throw invalid(`${field}: item_id is missing for this action`);
  if (!item)
    throw new ToolError("not_found", `${field}: the form has no item ${step.item_id}`, "See the ids with forms_get.");
  switch (step.action) {
    case "delete":
      items.splice(index, 1);
      return { request: { deleteItem: { location: { index } } }, words: `deleted ${step.item_id}` };
    case "move":
      return move(items, item, index, step, field);
    default:
      return change(item, index, step, field);
  }
}

function move(items: Item[], item: Item, index: number, { item_id, position }: ItemStep, field: string): Step {
  if (position === undefined) throw invalid(`${field}: position is missing for this action`);
  const to = Math.min(position, items.length) - 1;
  items.splice(index, 1);
  items.splice(to, 0, item);
  return {
    request: { moveItem: { originalLocation: { index }, newLocation: { index: to } } },
    words: `moved ${item_id} to ${to + 1}`,
  };
}

function change(item: Item, index: number, step: ItemStep, field: string): Step {
  const { action: _, item_id, position, ...fields } = step;
  if (position !== undefined) throw invalid(`${field}: position belongs to add and move`);
  const update = updateOf(item, fields);
  if (typeof update === "string") throw invalid(`${field}: ${update}`);
  if (update.paths.length === 0) throw invalid(`${field}: names nothing to change that this item has`);
  if (update.whole) checkItem(update.whole, field);
  return {
    request: { updateItem: { item: update.item, location: { index }, updateMask: update.paths.join(",") } },
    words: `changed ${item_id}`,
  };
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct it and call again.");
}
