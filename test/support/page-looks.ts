import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { z } from "zod";

/** Where the pictures of pages go; named in the test's output. */
const SCREENSHOTS = join(import.meta.dirname, "../../node_modules/.cache/screenshots");

/** A phone as narrow as they are still sold, and a window on a desk. */
const LOOKS = [
  { look: "light", colorScheme: "light", width: 1100, height: 760 },
  { look: "dark", colorScheme: "dark", width: 1100, height: 760 },
  { look: "phone", colorScheme: "light", width: 360, height: 740 },
  { look: "phone-dark", colorScheme: "dark", width: 360, height: 740 },
] as const;

const violationsSchema = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/**
 * Shows the page light and dark, wide and as narrow as a phone, takes a picture of each, and looks for what keeps people
 * from reading it (axe-core, all its rules).
 * @returns what was found wrong, each with the look that it was found in
 */
export async function examineLooks(page: Page, name: string): Promise<string[]> {
  await mkdir(SCREENSHOTS, { recursive: true });
  // Through the debugger, which the page's own policy does not bind.
  await page.evaluate(axe.source);
  const wrong: string[] = [];
  for (const { look, colorScheme, width, height } of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found: unknown = await page.evaluate("axe.run(document).then(({ violations }) => violations)");
    for (const { id, help, nodes } of violationsSchema.parse(found))
      wrong.push(`${look}: ${id}: ${help}: ${nodes.map(({ html }) => html).join(" ")}`);
    const overflow = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    if (overflow === true) wrong.push(`${look}: wider than the window`);
    const path = join(SCREENSHOTS, `${name}-${look}.png`);
    await page.screenshot({ path, caret: "initial" });
    process.stdout.write(`Screenshot: ${path}\n`);
  }
  return wrong;
}
