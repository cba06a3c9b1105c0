import { createHash } from "node:crypto";

/** What the page that the browser ends at tells. Every text is escaped. */
export interface CallbackPage {
  kind: "done" | "refused" | "error";
  heading: string;
  text: string;
  /** What the person does next, besides closing the tab. */
  next?: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #17211b; --soft: #55625a; --ground: #eef2ef; --card: #ffffff; --line: #dce3de;
  --shadow: 0 1px 2px rgb(16 32 22 / 0.06), 0 12px 32px rgb(16 32 22 / 0.10);
  --green: #1f6b3a; --green-tint: #e2f1e6; --amber: #85560a; --amber-tint: #f9eed8; --red: #a8251c; --red-tint: #fbe6e3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9efeb; --soft: #a3b0a8; --ground: #0e1310; --card: #171d19; --line: #2a332d;
  --shadow: 0 1px 2px rgb(0 0 0 / 0.4), 0 16px 40px rgb(0 0 0 / 0.45);
  --green: #6fd08f; --green-tint: #1a3524; --amber: #ecbd6b; --amber-tint: #382b14; --red: #ff9c92; --red-tint: #431f1c; } }
.done { --mark: var(--green); --tint: var(--green-tint); }
.refused { --mark: var(--amber); --tint: var(--amber-tint); }
.error { --mark: var(--red); --tint: var(--red-tint); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; grid-template-rows: 1fr auto 1.4fr; justify-items: center;
  padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; -webkit-text-size-adjust: 100%; }
main { grid-row: 2; width: 100%; max-width: 29rem; overflow: hidden; background: var(--card); border: 1px solid var(--line);
  border-radius: 1.25rem; box-shadow: var(--shadow); text-align: center; }
.told { padding: 2.5rem 2.25rem 2rem; }
.badge { display: block; width: 4.5rem; height: 4.5rem; margin: 0 auto 1.5rem; padding: 1.125rem; border-radius: 50%; background: var(--tint);
  color: var(--mark); }
svg { fill: none; stroke: currentColor; stroke-width: 2.25; stroke-linecap: round; stroke-linejoin: round; }
h1 { margin: 0 0 0.625rem; font-size: 1.625rem; font-weight: 650; line-height: 1.25; letter-spacing: -0.012em; text-wrap: balance; }
p { margin: 0; overflow-wrap: anywhere; text-wrap: pretty; }
.next { margin-top: 0.75rem; color: var(--soft); }
.close { padding: 1.125rem 2.25rem; border-top: 1px solid var(--line); font-size: 0.9375rem; color: var(--soft); }
.from { grid-row: 3; align-self: end; display: flex; align-items: center; gap: 0.5rem; margin-top: 2rem; font-size: 0.875rem;
  color: var(--soft); }
.from svg { width: 1.125rem; height: 1.125rem; stroke-width: 1.75; }
@media (max-width: 30rem) { body { padding: 1rem; } .told { padding: 2rem 1.5rem 1.75rem; } .close { padding: 1rem 1.5rem; } }
@media (prefers-reduced-motion: no-preference) {
  main { animation: rise 0.35s cubic-bezier(0.2, 0.8, 0.2, 1); }
  .badge path { stroke-dasharray: 26; animation: draw 0.5s 0.15s ease-out backwards; }
  @keyframes rise { from { opacity: 0; transform: translateY(0.5rem); } }
  @keyframes draw { from { stroke-dashoffset: 26; } }
}
`;

/** Takes the authorization code out of the address bar and the tab's history. */
const SCRIPT = "history.replaceState(null, '', location.pathname);";

/** A tick, a bar and an exclamation mark, on a field of 24 by 24. */
const MARKS = { done: "M5 12.5l4.6 4.6L19 7.4", refused: "M6 12h12", error: "M12 5v9M12 18.5v.1" } as const;

const ENVELOPE = "M4 6.5h16v11H4zl8 6.5 8-6.5";

/** The page as HTML: no outside resource, one style and one script, both named in {@link PAGE_POLICY} by hash. */
export function renderCallbackPage({ kind, heading, text, next }: CallbackPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(heading)}</title>
<style>${STYLE}</style>
</head>
<body class="${kind}">
<main>
<div class="told">
<svg class="badge" viewBox="0 0 24 24" aria-hidden="true"><path d="${MARKS[kind]}"/></svg>
<h1>${escapeHtml(heading)}</h1>
<p role="status">${escapeHtml(text)}</p>${next === undefined ? "" : `\n<p class="next">${escapeHtml(next)}</p>`}
</div>
<p class="close">You can close this tab.</p>
</main>
<footer class="from"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ENVELOPE}"/></svg>groupon-google-mcp, on your computer</footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** Content-Security-Policy of the pages: nothing but what they hold themselves (SECURITY-SPEC 1.4). */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(STYLE)}'`,
  `script-src '${hashOf(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
