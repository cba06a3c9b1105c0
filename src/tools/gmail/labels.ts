import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import { readable } from "../../content/mail-header.ts";
import { ToolError } from "../../errors.ts";
import { nearestNames } from "../../nearest-names.ts";

/** A label's id and the name that people see. */
export interface LabelName {
  readonly id: string;
  readonly name: string;
  /** Whether it is one of Gmail's own. */
  readonly system?: boolean;
}

/** How people call the inbox tabs, whose ids differ from their names. */
const TAB_NAMES: ReadonlyMap<string, string> = new Map([
  ["primary", "CATEGORY_PERSONAL"],
  ["social", "CATEGORY_SOCIAL"],
  ["promotions", "CATEGORY_PROMOTIONS"],
  ["updates", "CATEGORY_UPDATES"],
  ["forums", "CATEGORY_FORUMS"],
]);

/** The mailbox's labels, to go from ids to names and back. */
export class LabelNames {
  readonly #byId: ReadonlyMap<string, LabelName>;
  readonly #byName: ReadonlyMap<string, LabelName>;

  constructor(labels: readonly LabelName[]) {
    this.#byId = new Map(labels.map((label) => [label.id, label]));
    this.#byName = new Map(labels.map((label) => [label.name.toLowerCase(), label]));
  }

  /** Names in the order of the ids; an id that is not known stands for itself. */
  namesOf(ids: readonly string[] | null | undefined): string[] {
    return (ids ?? []).map((id) => this.#byId.get(id)?.name ?? id);
  }

  /** Whether a label has that name, in any case. */
  has(name: string): boolean {
    return this.#byName.has(name.toLowerCase());
  }

  /** The labels that are nested below one, at whatever depth. */
  below(name: string): LabelName[] {
    const start = `${name.toLowerCase()}/`;
    return [...this.#byId.values()].filter((label) => label.name.toLowerCase().startsWith(start));
  }

  /**
   * Finds labels by name, in any case, or by id; each once.
   * @throws ToolError `not_found` that names the nearest labels there are
   */
  find(asked: readonly string[]): LabelName[] {
    const found = asked.map((name) => this.#find(name.trim()));
    return [...new Map(found.map((label) => [label.id, label])).values()];
  }

  #find(asked: string): LabelName {
    const key = asked.toLowerCase();
    const tab = TAB_NAMES.get(key);
    const label =
      this.#byName.get(key) ??
      this.#byId.get(asked) ??
      this.#byId.get(asked.toUpperCase()) ??
      (tab ? this.#byId.get(tab) : undefined);
    if (label) return label;
    const names = [...this.#byId.values()].map(({ name }) => name);
    throw new ToolError(
      "not_found",
      `There is no label ${JSON.stringify(asked)}`,
      `The nearest are: ${nearestNames(asked, names).join(", ")}. gmail_list_labels gives all.`,
    );
  }
}

/** Reads the names of all labels: one request. */
export async function loadLabelNames(gmail: gmail_v1.Gmail): Promise<LabelNames> {
  const { data } = await gmail.users.labels.list({ userId: "me", fields: "labels(id,name,type)" });
  const labels = (data.labels ?? []).flatMap(({ id, name, type }) =>
    id ? [{ id, name: readable(name ?? id), system: type === "system" }] : [],
  );
  return new LabelNames(labels);
}
