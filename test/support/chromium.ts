import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that is installed here, if any. */
export const CHROMIUM = process.env.CHROMIUM_PATH ?? PLACES.find((path) => existsSync(path));

/** Starts the installed browser without a window, keeping it from calling home. */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("Chromium is not installed");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
