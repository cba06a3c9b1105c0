import { ToolError } from "../errors.ts";
import type { CallbackPage } from "./callback-page.ts";

/** What the browser shows when everything is stored. */
export function donePage(email: string): CallbackPage {
  return {
    kind: "done",
    heading: "Signed in",
    text: `${email} is ready to be used by your MCP clients.`,
    next: "Go back to where you started the sign-in; it goes on there by itself.",
  };
}

/** What the browser shows when the sign-in has failed, for whatever reason. */
export function failurePage(error: unknown): CallbackPage {
  if (!(error instanceof ToolError)) {
    const text = "A fault in the program ended the sign-in. Nothing was stored.";
    return { kind: "error", heading: "The sign-in failed", text };
  }
  const text = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
  const told = { text, ...(error.fix !== "" && { next: error.fix }) };
  return error.code === "access_denied"
    ? { kind: "refused", heading: "Not signed in", ...told }
    : { kind: "error", heading: "The sign-in failed", ...told };
}
