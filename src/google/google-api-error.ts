import { type ErrorCode, ToolError } from "../errors.ts";

/** A request that Google refused, with what a tool may want to decide by. */
export class GoogleApiError extends ToolError {
  /**
   * @param status HTTP status of Google's answer
   * @param reason Google's machine-readable reason (`rateLimitExceeded`, `notFound`, …), empty when it gave none
   */
  constructor(
    code: ErrorCode,
    message: string,
    fix: string,
    readonly status: number,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(code, message, fix, options);
  }
}
