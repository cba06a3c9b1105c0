import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { shorten } from "../../content/table.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, invalid } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { pictureAudience } from "./write-content.ts";

/** Characters of the replies that are shown. */
const LONGEST_REPLIES = 10_000;

/** Sends Docs' own requests. */
export const docsBatchUpdate = defineDocsTool({
  name: "docs_batch_update",
  title: "Raw document requests",
  description:
    "Sends raw documents.batchUpdate requests of the Docs API, all or none, for what has no tool of its own. Returns the replies.",
  tier: "complete",
  kind: "destructive",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    requests: z
      .array(z.record(z.string().max(100), z.unknown()))
      .min(1, "expected at least one request")
      .max(1_000, "expected at most 1000 requests"),
    required_revision_id: z
      .string()
      .regex(/^[\w-]{1,500}$/, "expected the revision id of a document")
      .optional(),
  }),
  audience: ({ requests }) => pictureAudience(picturesIn(requests)),
  async run({ document_id, requests, required_revision_id }, call) {
    const odd = requests.find((request) => Object.keys(request).length !== 1);
    if (odd) throw invalid(`requests: expected one field a request, got ${shorten(Object.keys(odd).join(", "), 80)}`);
    const docs = await call.google.docs();
    const { data } = await docs.documents.batchUpdate({
      documentId: document_id,
      fields: "replies,writeControl",
      requestBody: {
        requests,
        ...(required_revision_id !== undefined && { writeControl: { requiredRevisionId: required_revision_id } }),
      },
    });
    const replies = (data.replies ?? []).flatMap((reply, index) =>
      Object.keys(reply).length > 0 ? [`${index}: ${JSON.stringify(reply)}`] : [],
    );
    const revision = `Revision ${data.writeControl?.requiredRevisionId ?? ""}`;
    const { text, next } = pieceOf(replies.join("\n"), 0, LONGEST_REPLIES);
    return {
      text: [`Done: ${requests.length} requests. ${revision}`, text].filter((part) => part !== "").join("\n"),
      ...(next !== undefined && { note: "The replies were longer than is shown." }),
    };
  },
});

/** Requests that make Docs fetch a picture, in small letters without the `_` with which Google reads names too. */
const FETCHING = new Set(["insertinlineimage", "replaceimage"]);

/** Addresses that Docs would fetch. */
function picturesIn(requests: readonly Record<string, unknown>[]): string[] {
  const schema = z.object({ uri: z.string() });
  return requests.flatMap((request) =>
    Object.entries(request).flatMap(([name, body]) => {
      const read = schema.safeParse(body);
      return read.success && FETCHING.has(name.replaceAll("_", "").toLowerCase()) ? [read.data.uri] : [];
    }),
  );
}
