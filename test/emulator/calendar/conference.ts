import { randomInt } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import type { StoredEvent } from "./state.ts";

const conferenceSchema = z.looseObject({
  conferenceId: z.string().optional(),
  createRequest: z
    .looseObject({
      requestId: z.string().optional(),
      conferenceSolutionKey: z.looseObject({ type: z.string().optional() }).optional(),
    })
    .optional(),
});

/**
 * The conference that an event's body asks for; one is made only when the client says that it knows conferences
 * (`conferenceDataVersion=1`), and otherwise what it sends is passed over.
 */
export function conferenceOf(request: ApiRequest, data: unknown): Pick<StoredEvent, "hangoutLink" | "conferenceData"> {
  if (data === undefined || data === null || request.query.get("conferenceDataVersion") !== "1") return {};
  const { createRequest, conferenceId } = conferenceSchema.parse(data);
  if (conferenceId !== undefined)
    return { hangoutLink: `https://meet.google.com/${conferenceId}`, conferenceData: data };
  if (!createRequest) throw invalid("Invalid conference data: neither a conference nor a createRequest.");
  const { requestId, conferenceSolutionKey } = createRequest;
  if (!requestId) throw invalid("Invalid conference data: requestId is missing.");
  const type = conferenceSolutionKey?.type ?? "hangoutsMeet";
  if (type !== "hangoutsMeet") throw invalid("Invalid conference type value.");
  const code = [3, 4, 3].map(letters).join("-");
  return {
    hangoutLink: `https://meet.google.com/${code}`,
    conferenceData: {
      createRequest: { requestId, conferenceSolutionKey: { type }, status: { statusCode: "success" } },
      entryPoints: [
        { entryPointType: "video", uri: `https://meet.google.com/${code}`, label: `meet.google.com/${code}` },
      ],
      conferenceSolution: { key: { type }, name: "Google Meet" },
      conferenceId: code,
    },
  };
}

function letters(count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join("");
}

function invalid(message: string): ApiError {
  return new ApiError(400, "invalid", message);
}
