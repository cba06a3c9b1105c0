import { ApiError } from "./api.ts";

/** Limits of Google's that a 403 tells of, in its words. */
const LIMITS = {
  rateLimitExceeded: "Rate Limit Exceeded",
  userRateLimitExceeded: "User Rate Limit Exceeded",
  dailyLimitExceeded: "Daily Limit Exceeded",
  quotaExceeded: "Quota exceeded.",
};

/** What can be made to go wrong with a request. */
export type FaultKind =
  | { kind: "delay"; ms: number }
  | { kind: "status"; status: number; retryAfter?: string }
  | { kind: "too-fast"; reason: keyof typeof LIMITS; retryAfter?: string }
  | { kind: "drop"; when: "before" | "after" }
  /** The connection is cut when so many bytes of content have passed, up or down. */
  | { kind: "cut"; afterBytes: number }
  | { kind: "api-disabled" };

export interface FaultRule {
  /** A path prefix, a discovery method id, or a function of both. */
  match: string | ((request: { path: string; methodId: string | undefined; verb: string }) => boolean);
  fault: FaultKind;
  /** How many requests it strikes; unlimited when left out. */
  times?: number;
}

/** Faults that are switched on; the first that matches strikes. */
export class Faults {
  #rules: (FaultRule & { left: number })[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ ...rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  /** Takes the fault that strikes this request, if any. */
  take(request: { path: string; methodId: string | undefined; verb: string }): FaultKind | undefined {
    const rule = this.#rules.find(({ left, match }) => left > 0 && matches(match, request));
    if (rule) rule.left -= 1;
    return rule?.fault;
  }
}

function matches(
  match: FaultRule["match"],
  request: { path: string; methodId: string | undefined; verb: string },
): boolean {
  if (typeof match === "function") return match(request);
  return request.methodId === match || (match.startsWith("/") && request.path.startsWith(match));
}

/** The error that a fault answers with, in Google's words, and its headers. */
export function faultError(
  fault: Exclude<FaultKind, { kind: "delay" | "drop" | "cut" }>,
  service: string,
): { error: ApiError; headers: Record<string, string>; details?: unknown[] } {
  switch (fault.kind) {
    case "status": {
      const reasons: Record<number, [string, string]> = {
        429: ["rateLimitExceeded", "Too many concurrent requests for user."],
        500: ["internalError", "Internal error encountered."],
        502: ["badGateway", "Bad Gateway"],
        503: ["backendError", "The service is currently unavailable."],
      };
      const [reason, message] = reasons[fault.status] ?? ["backendError", "Backend Error"];
      return { error: new ApiError(fault.status, reason, message), headers: retryHeader(fault.retryAfter) };
    }
    case "too-fast":
      return {
        error: new ApiError(403, fault.reason, LIMITS[fault.reason], { domain: "usageLimits" }),
        headers: retryHeader(fault.retryAfter),
      };
    case "api-disabled": {
      const project = "123456789012";
      return {
        error: new ApiError(
          403,
          "accessNotConfigured",
          `${service} has not been used in project ${project} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/${service}/overview?project=${project} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
          { domain: "usageLimits" },
        ),
        headers: {},
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "SERVICE_DISABLED",
            domain: "googleapis.com",
            metadata: { service, consumer: `projects/${project}` },
          },
        ],
      };
    }
  }
}

function retryHeader(retryAfter: string | undefined): Record<string, string> {
  return retryAfter === undefined ? {} : { "Retry-After": retryAfter };
}
