import { spawn } from "node:child_process";

/** Milliseconds in which a browser that cannot be started shows it. */
const START_LIMIT_MS = 2000;

/**
 * Opens an address in the person's browser, or in the program that `BROWSER` names.
 * @returns false when no browser can be expected (SSH, no display) or it could not be started
 */
export async function openBrowser(url: string, environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const named = environment.BROWSER;
  if (named) return starts(named, url);
  if (!hasDisplay(environment)) return false;
  try {
    const { default: open } = await import("open");
    const child = await open(url);
    child.on("error", () => {});
    return true;
  } catch {
    return false;
  }
}

function hasDisplay(environment: NodeJS.ProcessEnv): boolean {
  if (environment.SSH_CONNECTION || environment.SSH_TTY) return false;
  if (process.platform !== "linux") return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY || environment.WSL_DISTRO_NAME);
}

/** Starts the program with the address as its only argument; no shell ever sees it. */
function starts(program: string, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [url], { stdio: "ignore", detached: true });
    const timer = setTimeout(() => resolve(true), START_LIMIT_MS);
    timer.unref();
    const settle = (started: boolean) => {
      clearTimeout(timer);
      resolve(started);
    };
    child.once("error", () => settle(false));
    child.once("spawn", () => settle(true));
    child.unref();
  });
}
