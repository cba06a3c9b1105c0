/** How a person answers the consent page. */
export interface Answer {
  /** Address of the account to choose; the suggested or first one when left out. */
  account?: string;
  deny?: boolean;
  /** Scopes to untick. */
  untick?: readonly string[];
}

/**
 * Does over HTTP what a browser does: opens the authorization URL, fills the form, and gets the redirect.
 * @returns the address that the browser is sent to, not yet opened
 */
export async function consent(authorizationUrl: string, answer: Answer = {}): Promise<string> {
  const page = await fetch(authorizationUrl, { redirect: "manual" });
  const html = await page.text();
  if (page.status !== 200)
    throw new Error(`the authorization endpoint answered ${page.status}: ${/Error \d+: \w+/.exec(html)?.[0]}`);
  const unescaped = html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  const request = /name="request" value="([^"]+)"/.exec(unescaped)?.[1] ?? "";
  const account = answer.account ?? /name="account" value="([^"]+)" checked/.exec(unescaped)?.[1] ?? "";
  const scopes = [...unescaped.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => scope ?? "");
  const form = new URLSearchParams({ request, account, decision: answer.deny ? "deny" : "allow" });
  for (const scope of scopes) if (!answer.untick?.includes(scope)) form.append("scope", scope);
  const decision = await fetch(new URL("/o/oauth2/v2/auth/decision", authorizationUrl), {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const location = decision.headers.get("location");
  if (location === null) throw new Error(`the decision was answered with ${decision.status}`);
  return location;
}

/** Answers the consent page and opens the redirect, as a browser on the same computer does. */
export async function consentAndReturn(
  authorizationUrl: string,
  answer: Answer = {},
): Promise<{ status: number; body: string }> {
  const page = await fetch(await consent(authorizationUrl, answer));
  return { status: page.status, body: await page.text() };
}
