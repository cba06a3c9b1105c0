import { Refusal, tabOf } from "./locate.ts";
import { type DocTab, type Json, newId, newTab, type StoredDocument } from "./model.ts";
import type { Given } from "./requests.ts";
import { maskFields } from "./styles.ts";

/** How deep tabs may lie in each other. */
const DEEPEST = 2;

/** What a tab says of itself. */
export function tabProperties(document: StoredDocument, tab: DocTab): Json {
  const siblings = document.tabs.filter(({ parentId }) => parentId === tab.parentId);
  const level = levelOf(document, tab);
  return {
    tabId: tab.id,
    title: tab.title,
    index: siblings.indexOf(tab),
    ...(tab.parentId !== undefined && { parentTabId: tab.parentId }),
    ...(level > 0 && { nestingLevel: level }),
    ...(tab.iconEmoji !== undefined && { iconEmoji: tab.iconEmoji }),
  };
}

function levelOf(document: StoredDocument, { parentId }: DocTab): number {
  const parent = document.tabs.find(({ id }) => id === parentId);
  return parent ? 1 + levelOf(document, parent) : 0;
}

export function addDocumentTab(document: StoredDocument, given: Given<"addDocumentTab">): Json {
  const { title, parentTabId, index, iconEmoji } = given.tabProperties ?? {};
  const parent = parentTabId ? tabOf(document, parentTabId) : undefined;
  if (parent && levelOf(document, parent) >= DEEPEST)
    throw new Refusal("Tabs cannot be nested more than 3 levels deep.");
  checkEmoji(iconEmoji);
  const siblings = document.tabs.filter(({ parentId }) => parentId === parent?.id);
  const at = index ?? siblings.length;
  if (at < 0 || at > siblings.length) throw new Refusal(`Invalid tab index: ${at}.`);
  const tab = newTab(newId(document, "t"), title || `Tab ${document.tabs.length + 1}`);
  if (parent) tab.parentId = parent.id;
  if (iconEmoji) tab.iconEmoji = iconEmoji;
  const next = siblings[at];
  document.tabs.splice(next ? document.tabs.indexOf(next) : document.tabs.length, 0, tab);
  return { addDocumentTab: { tabProperties: tabProperties(document, tab) } };
}

function checkEmoji(emoji: string | undefined): void {
  if (emoji && !/^\p{Extended_Pictographic}\ufe0f?$/u.test(emoji)) throw new Refusal("The icon emoji is invalid.");
}

export function updateDocumentTabProperties(
  document: StoredDocument,
  given: Given<"updateDocumentTabProperties">,
): Json {
  const names = maskFields(given.fields, ["title", "iconEmoji"]);
  if (!given.tabProperties?.tabId) throw new Refusal("The tab ID must be specified.");
  const tab = tabOf(document, given.tabProperties.tabId);
  const { title, iconEmoji } = given.tabProperties;
  if (names.includes("title")) {
    if (!title) throw new Refusal("The tab title must not be empty.");
    tab.title = title;
  }
  if (names.includes("iconEmoji")) {
    checkEmoji(iconEmoji);
    if (iconEmoji) tab.iconEmoji = iconEmoji;
    else delete tab.iconEmoji;
  }
  return {};
}

export function deleteTab(document: StoredDocument, given: Given<"deleteTab">): Json {
  const tab = tabOf(document, given.tabId || "(none)");
  const goes = new Set([tab.id]);
  for (const { id, parentId } of document.tabs) if (parentId !== undefined && goes.has(parentId)) goes.add(id);
  if (goes.size === document.tabs.length) throw new Refusal("The last tab of a document cannot be deleted.");
  document.tabs = document.tabs.filter(({ id }) => !goes.has(id));
  return {};
}
