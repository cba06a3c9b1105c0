import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Dialogue, Question } from "../pipeline/dialogue.ts";

const envelopeSchema = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({ elicitation: z.looseObject({}).optional() }),
});

/**
 * How the person behind a client can be asked within one request. A client of the 2026-07-28 revision says with each
 * request what it can do; one of an earlier revision has said so once.
 */
export function dialogueOf(server: Server, context: ServerContext): Dialogue {
  const envelope = envelopeSchema.safeParse(context.mcpReq.envelope);
  const declared = envelope.data?.[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities();
  return {
    canAsk: canFillForms(declared?.elicitation),
    canOpenUrls: declared?.elicitation !== undefined && "url" in declared.elicitation,
    answer(key) {
      const response = inputResponse(context.mcpReq.inputResponses, key);
      if (response.kind !== "elicit") return undefined;
      return response.action === "accept" ? "accepted" : "declined";
    },
  };
}

/** A client that names no mode fills forms (MCP, "Elicitation": an empty object means form mode). */
function canFillForms(elicitation: object | undefined): boolean {
  return elicitation !== undefined && ("form" in elicitation || !("url" in elicitation));
}

/** Ends the request with a question; the client, or for older ones the SDK, puts it to the person and asks for the call again. */
export function askPerson({ key, message, url }: Question): InputRequiredResult {
  if (url !== undefined) return inputRequired({ inputRequests: { [key]: inputRequired.elicitUrl({ message, url }) } });
  const requestedSchema = { type: "object" as const, properties: {} };
  return inputRequired({ inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema }) } });
}
