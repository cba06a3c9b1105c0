import type { ListType } from "./blocks.ts";
import { at, type Place, type Request, range } from "./requests.ts";

const PRESETS: Readonly<Record<ListType, string>> = {
  bullet: "BULLET_DISC_CIRCLE_SQUARE",
  number: "NUMBERED_DECIMAL_ALPHA_ROMAN",
  check: "BULLET_CHECKBOX",
};

export function presetOf(type: ListType): string {
  return PRESETS[type];
}

/** A paragraph of a list. */
export interface ListParagraph {
  /** Where it begins once the tabs before it and those of the list itself are gone. */
  start: number;
  end: number;
  level: number;
  type: ListType;
  item: boolean;
}

/**
 * Makes paragraphs a list. Their texts begin with a tab for each level, which Docs takes for the level and removes
 * ("CreateParagraphBulletsRequest"). One request gives one kind of marker, so that the whole becomes one list first, whose
 * numbers go on, and runs of another kind are made lists of their own after it.
 * @param tabbedEnd where the list ends while its tabs are there
 */
export function listRequests(place: Place, paragraphs: readonly ListParagraph[], tabbedEnd: number): Request[] {
  const [first] = paragraphs;
  if (!first) return [];
  const bullets = (start: number, end: number, type: ListType): Request => ({
    createParagraphBullets: { range: range(place, start, end), bulletPreset: PRESETS[type] },
  });
  const requests = [bullets(first.start, tabbedEnd, first.type)];
  for (const run of runsOf(paragraphs).reverse()) {
    const [start, last] = [run[0], run.at(-1)];
    if (!start || !last || start.type === first.type) continue;
    const tabs = run.reduce((sum, { level }) => sum + level, 0);
    requests.push(
      { deleteParagraphBullets: { range: range(place, start.start, last.end + 1) } },
      ...[...run]
        .reverse()
        .flatMap(({ start: index, level }) =>
          level === 0 ? [] : [{ insertText: { location: at(place, index), text: "\t".repeat(level) } }],
        ),
      bullets(start.start, last.end + 1 + tabs, start.type),
    );
  }
  const further = paragraphs.filter(({ item }) => !item);
  return [
    ...requests,
    ...further.map(({ start, end }) => ({ deleteParagraphBullets: { range: range(place, start, end + 1) } })),
  ];
}

/** Neighbours of one kind of marker. */
function runsOf(paragraphs: readonly ListParagraph[]): ListParagraph[][] {
  const runs: ListParagraph[][] = [];
  for (const one of paragraphs) {
    const last = runs.at(-1);
    if (last?.[0]?.type === one.type) last.push(one);
    else runs.push([one]);
  }
  return runs;
}
