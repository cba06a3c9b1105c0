import { GaxiosError } from "gaxios";
import * as z from "zod";
import { type ErrorCode, ToolError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { describeNetworkFault } from "../net/network-fault.ts";
import { redact } from "../redaction.ts";
import { GoogleApiError } from "./google-api-error.ts";
import { NO_CHAT_APP, parameterRefusal, type Refusal, refusalFor, UNREACHED_FILE } from "./refusals.ts";
import { type Failure, isUncertain } from "./retry.ts";

/** Characters of Google's own message that are passed on. */
const LONGEST_MESSAGE = 300;

/** What Google answered in place of content. */
export class RefusedContent extends Error {
  constructor(
    readonly status: number,
    readonly headers: Headers,
    /** The body as text. */
    readonly data: string,
  ) {
    super(`Request failed with status code ${status}`);
  }
}

const errorBodySchema = z.object({
  error: z.object({
    message: z.string().optional(),
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional(), location: z.string().optional() })).optional(),
    details: z
      .array(z.object({ reason: z.string().optional(), metadata: z.record(z.string(), z.string()).optional() }))
      .optional(),
  }),
});

interface ErrorAnswer extends Failure {
  message: string;
  /** Field or parameter that Google blames, when it names one. */
  location: string;
  /** Google Cloud project that the request was counted on, when the answer names it. */
  project: string | undefined;
  /** Host name of the API that is switched off, when that is the reason. */
  api: string | undefined;
}

/**
 * Reads what Google said of a failed request, in either of its two shapes (`errors[].reason`, `details[].reason`).
 * A failure without an answer has no status.
 */
export function readErrorAnswer(error: unknown): ErrorAnswer {
  const response = error instanceof RefusedContent ? error : error instanceof GaxiosError ? error.response : undefined;
  const body = errorBodySchema.safeParse(bodyOf(response?.data));
  const answer = body.success ? body.data.error : undefined;
  const detail = answer?.details?.find(({ reason }) => reason !== undefined);
  return {
    status: response?.status,
    reason: answer?.errors?.[0]?.reason ?? detail?.reason ?? answer?.status ?? "",
    retryAfter: response?.headers.get("retry-after") ?? undefined,
    message: oneLine(answer?.message ?? ""),
    location: answer?.errors?.[0]?.location ?? "",
    project: detail?.metadata?.consumer?.replace(/^projects\//, "") ?? /project (\d+)/.exec(answer?.message ?? "")?.[1],
    api: detail?.metadata?.service,
  };
}

/** A refused request for bytes carries its error body as bytes. */
function bodyOf(data: unknown): unknown {
  const text = data instanceof ArrayBuffer ? Buffer.from(data).toString("utf8") : data;
  return typeof text === "string" ? parseJson(text) : text;
}

function oneLine(message: string): string {
  const line = redact(message.replace(/\s+/g, " ").trim());
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line;
}

/**
 * Turns a failed request into the error that a model reads: what happened, and what to do.
 * @param repeatable whether the request could be repeated without doing its work twice
 */
export function toToolError(error: unknown, repeatable: boolean, signal: AbortSignal): ToolError {
  if (error instanceof ToolError) return error;
  if (signal.aborted) {
    return signal.reason instanceof ToolError
      ? signal.reason
      : new ToolError("cancelled", "The call was cancelled", "", { cause: error });
  }
  const answer = readErrorAnswer(error);
  if (!repeatable && isUncertain(answer)) {
    return googleError(
      "outcome_unknown",
      `Google gave ${answer.status === undefined ? "no answer" : `status ${answer.status}`}, so it is not known whether this was done`,
      "It may have been done: look before you try again.",
      answer,
      error,
    );
  }
  if (answer.status === undefined) {
    const { message, fix } = describeNetworkFault(error);
    return new ToolError("network_error", message, fix, { cause: error });
  }
  return describeRefusal(answer, answer.status, error);
}

function describeRefusal(answer: ErrorAnswer, status: number, cause: unknown): GoogleApiError {
  const said = answer.message ? `: ${answer.message}` : "";
  const make = (code: ErrorCode, message: string, fix: string) => googleError(code, message, fix, answer, cause);
  const known = explained(answer, status);
  if (known) return make(known.code, known.quote ? `${known.message}${said}` : known.message, known.fix);
  switch (status) {
    case 400:
      return make("invalid_input", `Google refused the request as invalid${said}`, "Correct the input and try again.");
    case 401:
      return make(
        "grant_revoked",
        "Google no longer accepts this sign-in",
        "Sign in again with google_sign_in or `groupon-google-mcp login`.",
      );
    case 403:
      return make(
        "permission_denied",
        `Google does not allow this account to do it${said}`,
        "Ask the owner for access.",
      );
    case 404:
    case 410:
      return make(
        "not_found",
        `Google found nothing under that id${said}`,
        "Check the id; it may be deleted, or not shared with this account.",
      );
    case 409:
    case 412:
      return make(
        "precondition_failed",
        `It was changed in between, or is there already${said}`,
        "Read it again, then try once more.",
      );
    case 413:
      return make("invalid_input", `This is larger than Google takes${said}`, "Send less at once.");
    case 429:
      return make("rate_limited", "Google asks to slow down", "Wait a minute, then try again.");
    default:
      return make("google_error", `Google answered with status ${status}${said}`, "Try again in a moment.");
  }
}

/** What the reason, or the parameter that is blamed, says more than the status. */
function explained(answer: ErrorAnswer, status: number): Refusal | undefined {
  const { reason, message, location } = answer;
  if (status === 403 && (reason === "accessNotConfigured" || reason === "SERVICE_DISABLED"))
    return {
      code: "api_not_enabled",
      message: "This Google API is not enabled in your Google Cloud project",
      fix: enableFix(answer),
    };
  if (status === 400 || status === 403)
    return refusalFor(reason) ?? (status === 400 ? parameterRefusal(location) : undefined);
  if (status !== 404) return undefined;
  if (message.startsWith("Google Chat app not found")) return NO_CHAT_APP;
  return /^File not found\b/.test(message) ? UNREACHED_FILE : undefined;
}

/** The console's page that enables an API; built here, because an answer's own links are not to be trusted. */
function enableFix(answer: ErrorAnswer): string {
  const api = /^[a-z0-9.-]+\.googleapis\.com$/.test(answer.api ?? "") ? answer.api : undefined;
  const project = /^[\w:.-]+$/.test(answer.project ?? "") ? `?project=${answer.project}` : "";
  const page = api
    ? `https://console.cloud.google.com/apis/library/${api}${project}`
    : `https://console.cloud.google.com/apis/library${project}`;
  return `Enable it at ${page} and try again in a minute.`;
}

function googleError(
  code: ErrorCode,
  message: string,
  fix: string,
  answer: ErrorAnswer,
  cause: unknown,
): GoogleApiError {
  return new GoogleApiError(code, message, fix, answer.status ?? 0, answer.reason, { cause });
}
