import { z } from "zod";
import { fieldsOf } from "./change-text.ts";
import { type Change, claimId, findSlide, notFound, Refused, remove } from "./changes.ts";
import {
  everyElement,
  newSlide,
  type StoredElement,
  type StoredLayout,
  type StoredPresentation,
  type StoredSlide,
} from "./state.ts";

const mapping = z.object({
  objectId: z.string().optional(),
  layoutPlaceholder: z.object({ type: z.string(), index: z.number().default(0) }).optional(),
  layoutPlaceholderObjectId: z.string().optional(),
});
type Mapping = z.output<typeof mapping>;

const createSlide: Change = (presentation, request) => {
  const given = z
    .object({
      objectId: z.string().optional(),
      insertionIndex: z.number().optional(),
      slideLayoutReference: z
        .object({ predefinedLayout: z.string().optional(), layoutId: z.string().optional() })
        .optional(),
      placeholderIdMappings: z.array(mapping).default([]),
    })
    .parse(request);
  const { slides } = presentation;
  const index = given.insertionIndex ?? slides.length;
  if (index < 0 || index > slides.length)
    throw new Refused(
      `The insertion index (${index}) should not be greater than the number of slides (${slides.length}).`,
    );
  if (given.placeholderIdMappings.length > 0 && !given.slideLayoutReference)
    throw new Refused("Placeholder ID mappings can only be used when a slide layout reference is specified.");
  const layout = layoutOf(presentation, given.slideLayoutReference ?? { predefinedLayout: "BLANK" });
  const wanted = wantedIds(presentation, layout, given.placeholderIdMappings);
  const objectId = claimId(presentation, given.objectId);
  const slide = newSlide(presentation, layout, objectId, (placeholder) =>
    claimId(presentation, wanted.get(placeholder.objectId)),
  );
  slides.splice(index, 0, slide);
  return { createSlide: { objectId } };
};

function layoutOf(
  { layouts }: StoredPresentation,
  { predefinedLayout, layoutId }: { predefinedLayout?: string | undefined; layoutId?: string | undefined },
): StoredLayout {
  const layout = layouts.find(({ name, objectId }) =>
    layoutId === undefined ? name === predefinedLayout : objectId === layoutId,
  );
  if (!layout)
    throw new Refused(
      layoutId === undefined
        ? `The predefined layout (${predefinedLayout}) is not present in the current master.`
        : `The layout (${layoutId}) is not present in the current master.`,
    );
  return layout;
}

function wantedIds(
  presentation: StoredPresentation,
  layout: StoredLayout,
  mappings: readonly Mapping[],
): Map<string, string> {
  const wanted = new Map<string, string>();
  for (const { objectId, layoutPlaceholder, layoutPlaceholderObjectId } of mappings) {
    const found = layout.elements.find(({ objectId: id, shape }) =>
      layoutPlaceholder
        ? shape?.placeholder?.type === layoutPlaceholder.type && shape.placeholder.index === layoutPlaceholder.index
        : id === layoutPlaceholderObjectId,
    );
    if (!found)
      throw new Refused(
        `The layout placeholder (${layoutPlaceholderObjectId ?? layoutPlaceholder?.type}) could not be found on the layout.`,
      );
    if (objectId !== undefined) wanted.set(found.objectId, claimId(presentation, objectId));
  }
  return wanted;
}

const deleteObject: Change = (presentation, request) => {
  remove(presentation, z.object({ objectId: z.string().default("") }).parse(request).objectId);
  return undefined;
};

const duplicateObject: Change = (presentation, request) => {
  const given = z
    .object({ objectId: z.string().default(""), objectIds: z.record(z.string(), z.string()).default({}) })
    .parse(request);
  const { slides } = presentation;
  const index = slides.findIndex(({ objectId }) => objectId === given.objectId);
  const slide = slides[index];
  const host = slides.find(({ elements }) => elements.some(({ objectId }) => objectId === given.objectId));
  const element = host?.elements.find(({ objectId }) => objectId === given.objectId);
  const inside = slide
    ? [slide.objectId, ...everyElement(slide.elements).map(({ objectId }) => objectId)]
    : everyElement(element ? [element] : []).map(({ objectId }) => objectId);
  if (inside.length === 0) throw notFound(given.objectId);
  const stranger = Object.keys(given.objectIds).find((id) => !inside.includes(id));
  if (stranger !== undefined)
    throw new Refused(`The object (${stranger}) is not part of the object that is duplicated.`);
  const fresh = (id: string) => claimId(presentation, given.objectIds[id]);
  if (slide) {
    const copy = copySlide(presentation, slide, fresh);
    slides.splice(index + 1, 0, copy);
    return { duplicateObject: { objectId: copy.objectId } };
  }
  const copy = copyElement(structuredClone(element), fresh);
  host?.elements.push(copy);
  return { duplicateObject: { objectId: copy.objectId } };
};

function copyElement(element: StoredElement | undefined, fresh: (id: string) => string): StoredElement {
  if (!element) throw new Refused("There is nothing to duplicate.");
  return {
    ...element,
    objectId: fresh(element.objectId),
    ...(element.group && { group: element.group.map((one) => copyElement(one, fresh)) }),
  };
}

function copySlide(presentation: StoredPresentation, slide: StoredSlide, fresh: (id: string) => string): StoredSlide {
  const layout = presentation.layouts.find(({ objectId }) => objectId === slide.layoutId);
  if (!layout) throw new Refused("The slide has no layout.");
  const objectId = fresh(slide.objectId);
  const { notes } = newSlide(presentation, { ...layout, elements: [] }, objectId, () => objectId);
  const said = structuredClone(slide.notes.elements.at(-1)?.shape);
  const body = notes.elements.at(-1);
  if (body && said) body.shape = said;
  return {
    ...structuredClone(slide),
    objectId,
    notes,
    elements: structuredClone(slide.elements).map((one) => copyElement(one, fresh)),
  };
}

const updateSlidesPosition: Change = (presentation, request) => {
  const given = z
    .object({ slideObjectIds: z.array(z.string()).default([]), insertionIndex: z.number().default(0) })
    .parse(request);
  const { slides } = presentation;
  if (given.insertionIndex < 0 || given.insertionIndex > slides.length)
    throw new Refused(
      `The insertion index (${given.insertionIndex}) should not be greater than the number of slides (${slides.length}).`,
    );
  const moved = given.slideObjectIds.map((id) => findSlide(presentation, id));
  const order = moved.map((slide) => slides.indexOf(slide));
  if (order.some((at, index) => index > 0 && at <= (order[index - 1] ?? 0)))
    throw new Refused("The slide object IDs should be in existing presentation order, without duplicates.");
  const before = slides.slice(0, given.insertionIndex).filter((slide) => !moved.includes(slide));
  const after = slides.slice(given.insertionIndex).filter((slide) => !moved.includes(slide));
  slides.splice(0, slides.length, ...before, ...moved, ...after);
  return undefined;
};

const updateSlideProperties: Change = (presentation, request) => {
  const given = z
    .object({
      objectId: z.string().default(""),
      slideProperties: z.object({ isSkipped: z.boolean().optional() }).loose().default({}),
      fields: z.string().default(""),
    })
    .parse(request);
  const slide = findSlide(presentation, given.objectId);
  if (fieldsOf(given.fields, given.slideProperties).includes("isSkipped"))
    slide.isSkipped = given.slideProperties.isSkipped ?? false;
  return undefined;
};

/** Requests that change pages. */
export const PAGE_CHANGES: Readonly<Record<string, Change>> = {
  createSlide,
  deleteObject,
  duplicateObject,
  updateSlidesPosition,
  updateSlideProperties,
};
