import { paint } from "../paint.ts";
import type { Finding } from "./finding.ts";

const MARKS = { ok: ["green", "ok     "], warning: ["yellow", "warning"], failed: ["red", "failed "] } as const;

/** A finding as a line for the person, and what to do in a second one. */
export function describeFinding({ check, state, what, fix }: Finding): string {
  const [colour, mark] = MARKS[state];
  return `${paint(process.stdout, colour, mark)}  ${check}: ${what}${fix ? `\n         ${fix}` : ""}`;
}
