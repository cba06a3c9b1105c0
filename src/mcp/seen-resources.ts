import type { CallToolResult, Resource } from "@modelcontextprotocol/server";
import { shorten } from "../content/table.ts";
import type { ListedTool } from "./listing.ts";
import { RESOURCE_KINDS } from "./resource-kinds.ts";
import { resourceUri } from "./resource-uri.ts";

/** Resources that a list holds at most, the newest first. */
const MOST = 30;
/** Characters of a name. */
const LONGEST_NAME = 100;

/** What the calls of this connection have come across: a list of recent resources that needs neither key nor network. */
export interface SeenResources {
  note(tool: ListedTool, input: Record<string, unknown>, result: CallToolResult): void;
  /** @param readable tools that are served; what they do not read is left out */
  list(readable: ReadonlySet<string>): Resource[];
  forget(): void;
}

/** Keeps what is seen in memory, for as long as the connection lasts. */
export function seenResources(): SeenResources {
  const seen = new Map<string, { resource: Resource; tool: string }>();
  return {
    note({ definition }, input, { structuredContent }) {
      const kind = RESOURCE_KINDS.find(({ lists }) => lists.tool === definition.name);
      if (!kind) return;
      const account = typeof input.account === "string" ? input.account : undefined;
      // The first of a result is to stand first, and so is put in last.
      for (const { variables, name, detail } of kind.lists.items(structuredContent).slice(0, MOST).reverse()) {
        const uri = resourceUri(kind, variables, account);
        const resource = {
          uri,
          name: shorten(name, LONGEST_NAME) || kind.title,
          description: shorten(`${kind.title}: ${detail}`, LONGEST_NAME),
          ...(kind.mimeType && { mimeType: kind.mimeType }),
        };
        seen.delete(uri);
        seen.set(uri, { resource, tool: kind.reads.tool });
      }
      for (const uri of [...seen.keys()].slice(0, Math.max(0, seen.size - MOST))) seen.delete(uri);
    },
    list: (readable) =>
      [...seen.values()].flatMap(({ resource, tool }) => (readable.has(tool) ? [resource] : [])).reverse(),
    forget: () => seen.clear(),
  };
}
