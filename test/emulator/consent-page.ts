import type { EmulatedAccount } from "./api.ts";

/** The consent page: choose an account, tick or untick each scope, continue or cancel, as Google's granular consent does. */
export function consentPage(
  request: string,
  accounts: readonly EmulatedAccount[],
  chosen: string | undefined,
  scopes: readonly string[],
  appName: string,
): string {
  const account = ({ email }: EmulatedAccount) =>
    `<label><input type="radio" name="account" value="${escapeHtml(email)}"${email === (chosen ?? accounts[0]?.email) ? " checked" : ""}> ${escapeHtml(email)}</label><br>`;
  const box = (scope: string) =>
    `<label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked> ${escapeHtml(scope)}</label><br>`;
  return page(
    "Sign in - Emulated Google Accounts",
    `<h1>${escapeHtml(appName)} wants access to your account</h1>
<form method="post" action="/o/oauth2/v2/auth/decision">
<input type="hidden" name="request" value="${escapeHtml(request)}">
<fieldset><legend>Account</legend>${accounts.map(account).join("\n")}</fieldset>
<fieldset><legend>Allow</legend>${scopes.map(box).join("\n")}</fieldset>
<button name="decision" value="allow" id="allow">Continue</button>
<button name="decision" value="deny" id="deny">Cancel</button>
</form>`,
  );
}

/** Google's "Access blocked" page. */
export function errorPage(status: number, error: string, description: string): string {
  return page(
    `Error ${status}: ${error}`,
    `<h1>Access blocked: Authorization Error</h1><p>${escapeHtml(description)}</p><p>Error ${status}: ${escapeHtml(error)}</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body><main>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
