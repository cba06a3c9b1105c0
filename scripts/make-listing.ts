import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { inputJsonSchema } from "../src/mcp/json-schema.ts";
import { type ListedTool, listTool } from "../src/mcp/listing.ts";
import { loadAllTools } from "../src/tools/catalogue.ts";

/** Loads the whole catalogue once, at build time, so that no running server has to. */
export async function makeListing(): Promise<ListedTool[]> {
  return (await loadAllTools()).map((tool) => listTool(tool, { toJsonSchema: inputJsonSchema, countTokens }));
}
