/** Every way a command or a tool call can fail, by a stable name that scripts, models and tests can rely on. */
export type ErrorCode =
  | "invalid_input"
  | "invalid_config"
  | "not_signed_in"
  | "missing_scope"
  | "unknown_account"
  | "too_many_sessions"
  | "unknown_tool"
  | "access_denied"
  | "state_mismatch"
  | "sign_in_timeout"
  | "port_taken"
  | "invalid_client"
  | "clock_wrong"
  | "no_refresh_token"
  | "invalid_id_token"
  | "domain_not_allowed"
  | "grant_revoked"
  | "storage_unwritable"
  | "storage_unreadable"
  | "storage_busy"
  | "not_found"
  | "permission_denied"
  | "rate_limited"
  | "not_confirmed"
  | "precondition_failed"
  | "api_not_enabled"
  | "google_error"
  | "outcome_unknown"
  | "network_error"
  | "cancelled"
  | "timed_out"
  | "file_refused"
  | "audit_unwritable"
  | "internal";

/**
 * The one shape of an error that a person or a model sees: a code, what happened, and what to do about it. Neither text
 * may hold a token, a stack trace or a path outside the allowed folders.
 */
export class ToolError extends Error {
  override readonly name = "ToolError";
  /**
   * @param code stable name of the failure
   * @param message what happened, one sentence, no full stop needed at its end by callers
   * @param fix what to do next, one or two sentences; empty when there is nothing to do
   * @param options the cause, kept for debugging and never shown
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
