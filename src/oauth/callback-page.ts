import { createHash } from "node:crypto";

/** What the page that the browser ends at tells. Every text is escaped. */
export interface CallbackPage {
  kind: "done" | "refused" | "error";
  heading: string;
  text: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --paper: #ffffff; --soft: #57606a; --line: #d0d7de; --mark: #1a7f37; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9da7b3; --line: #30363d; --mark: #3fb950; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 30rem; padding: 2rem; border: 1px solid var(--line); border-radius: 0.75rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 0.75rem; overflow-wrap: anywhere; }
.mark { font-size: 2.25rem; line-height: 1; margin-bottom: 1rem; color: var(--mark); }
.refused .mark, .error .mark { color: var(--soft); }
.soft { color: var(--soft); margin: 0; }
`;

/** Takes the authorization code out of the address bar and the tab's history. */
const SCRIPT = "history.replaceState(null, '', location.pathname);";

const MARKS = { done: "✓", refused: "○", error: "!" } as const;

/** The page as HTML: no outside resource, one style and one script, both named in {@link PAGE_POLICY} by hash. */
export function renderCallbackPage({ kind, heading, text }: CallbackPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(heading)}</title>
<style>${STYLE}</style>
</head>
<body class="${kind}">
<main>
<div class="mark" aria-hidden="true">${MARKS[kind]}</div>
<h1>${escapeHtml(heading)}</h1>
<p role="status">${escapeHtml(text)}</p>
<p class="soft">You can close this tab.</p>
</main>
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
