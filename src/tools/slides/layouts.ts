import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import { ToolError } from "../../errors.ts";

/** Google's predefined layouts that a slide is usually made of ("LayoutReference", `predefinedLayout`). */
export const LAYOUT_NAMES = [
  "TITLE",
  "SECTION_HEADER",
  "TITLE_AND_BODY",
  "TITLE_AND_TWO_COLUMNS",
  "TITLE_ONLY",
  "MAIN_POINT",
  "BIG_NUMBER",
  "BLANK",
] as const;
export type LayoutName = (typeof LAYOUT_NAMES)[number];

/** What is asked of the layouts of a presentation. */
export const LAYOUT_FIELDS = "layouts(objectId,layoutProperties(name),pageElements(objectId,shape(placeholder(type))))";

/** A layout's placeholders that hold text: ids by what they are for. */
interface Layout {
  id: string;
  title?: string;
  body?: string;
}

/**
 * The layout of that name with its placeholders. Their ids are read, because themes differ in how they number them.
 * @throws ToolError `invalid_input` when the theme has no such layout
 */
export function layoutNamed(layouts: readonly slides_v1.Schema$Page[] | undefined, name: LayoutName): Layout {
  const layout = (layouts ?? []).find((one) => one.layoutProperties?.name === name);
  if (!layout) {
    const names = (layouts ?? []).flatMap((one) => one.layoutProperties?.name ?? []);
    throw new ToolError(
      "invalid_input",
      `layout: the theme of this presentation has no ${name}`,
      `It has ${names.join(", ") || "no named layout"}.`,
    );
  }
  const holder = (...types: string[]) =>
    layout.pageElements?.find(({ shape }) => types.includes(shape?.placeholder?.type ?? ""))?.objectId ?? undefined;
  const title = holder("TITLE", "CENTERED_TITLE");
  const body = holder("BODY") ?? holder("SUBTITLE");
  return {
    id: layout.objectId ?? "",
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
  };
}

/** What makes a slide of a layout, its placeholders under ids of our own. */
export function createSlide(
  layout: Layout,
  ids: { slide: string; title: string; body: string },
  insertionIndex?: number,
): slides_v1.Schema$Request {
  const mappings = [
    { layoutPlaceholderObjectId: layout.title, objectId: ids.title },
    { layoutPlaceholderObjectId: layout.body, objectId: ids.body },
  ].flatMap(({ layoutPlaceholderObjectId: id, objectId }) =>
    id === undefined ? [] : [{ layoutPlaceholderObjectId: id, objectId }],
  );
  return {
    createSlide: {
      objectId: ids.slide,
      slideLayoutReference: { layoutId: layout.id },
      placeholderIdMappings: mappings,
      ...(insertionIndex !== undefined && { insertionIndex }),
    },
  };
}
