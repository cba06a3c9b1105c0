import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

/** A real Secret Service of its own: gnome-keyring in a D-Bus session that only this process and its children use. */
export interface Keyring {
  /** What a process needs in its environment to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Locks the collection; there is nobody to unlock it. */
  lock(): Promise<void>;
  /** Kills the daemon; D-Bus starts a new one when it is needed, with its collection locked. */
  killDaemon(): Promise<void>;
  /** Ends the daemon; what it kept is gone at the next start. */
  stop(): Promise<void>;
}

/** What starting a keyring needs, by the names of Debian's packages. */
export const KEYRING_PARTS = "dbus, gnome-keyring and @napi-rs/keyring";

/** Whether this machine can start a keyring. */
export function keyringPresent(): boolean {
  const programs = ["dbus-run-session", "gnome-keyring-daemon", "dbus-send"];
  return programs.every((program) => spawnSync("which", [program]).status === 0) && bindingPresent();
}

function bindingPresent(): boolean {
  try {
    createRequire(import.meta.url)("@napi-rs/keyring");
    return true;
  } catch {
    return false;
  }
}

/** Runs `use` with a fresh, unlocked keyring, which this process reaches too, and ends it afterwards. */
export async function withKeyring<Result>(use: (keyring: Keyring) => Promise<Result>): Promise<Result> {
  const keyring = await startKeyring();
  try {
    return await use(keyring);
  } finally {
    await keyring.stop();
  }
}

const SERVICE = "org.freedesktop.secrets";

/** Starts an empty, unlocked keyring and points this process's environment at its D-Bus session. */
export async function startKeyring(): Promise<Keyring> {
  session ??= startSession();
  const { address, home } = await session;
  const environment = { DBUS_SESSION_BUS_ADDRESS: address };
  Object.assign(process.env, environment);
  await killOwner(environment);
  await rm(join(home, "keyrings"), { recursive: true, force: true });
  const daemon = spawn("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets", "--replace"], {
    env: { ...process.env, ...environment, ...foldersIn(home) },
    stdio: ["pipe", "ignore", "ignore"],
  });
  daemon.stdin?.end("test");
  await until(() => ownerPid(environment) === daemon.pid);
  return {
    environment,
    lock: async () => {
      const collection = "array:objpath:/org/freedesktop/secrets/collection/login";
      send(environment, SERVICE, "/org/freedesktop/secrets", ["org.freedesktop.Secret.Service.Lock", collection]);
    },
    killDaemon: () => killOwner(environment),
    stop: () => killOwner(environment),
  };
}

/**
 * One D-Bus session a process: libdbus reads its address once. It ends with the process, by the end of its shell's stdin.
 */
let session: Promise<{ address: string; home: string }> | undefined;

async function startSession(): Promise<{ address: string; home: string }> {
  const home = await mkdtemp(join(tmpdir(), "dbus-"));
  const script = 'printf "%s\\n" "$DBUS_SESSION_BUS_ADDRESS"; cat; rm -rf "$HOME"';
  const shell = spawn("dbus-run-session", ["--", "sh", "-c", script], {
    // Without a runtime folder: the bus would make it anew while it is being removed.
    env: { ...process.env, ...foldersIn(home), XDG_RUNTIME_DIR: "", DBUS_SESSION_BUS_ADDRESS: "" },
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  for await (const line of createInterface({ input: shell.stdout })) {
    if (shell.stdout instanceof Socket) shell.stdout.unref();
    return { address: line, home };
  }
  throw new Error("the D-Bus session did not start");
}

function foldersIn(home: string): Record<string, string> {
  return {
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    DISPLAY: "",
    WAYLAND_DISPLAY: "",
  };
}

async function killOwner(environment: Record<string, string>): Promise<void> {
  const pid = ownerPid(environment);
  if (pid === undefined) return;
  process.kill(pid, "SIGKILL");
  await until(() => ownerPid(environment) !== pid);
}

/** Process id of the daemon that serves the Secret Service at this moment. */
function ownerPid(environment: Record<string, string>): number | undefined {
  const method = "org.freedesktop.DBus.GetConnectionUnixProcessID";
  const answer = send(environment, "org.freedesktop.DBus", "/org/freedesktop/DBus", [method, `string:${SERVICE}`]);
  const pid = /uint32 (\d+)/.exec(answer)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function send(environment: Record<string, string>, to: string, path: string, parameters: readonly string[]): string {
  const sent = spawnSync("dbus-send", ["--session", "--print-reply", `--dest=${to}`, path, ...parameters], {
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
  return sent.stdout;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("the keyring did not do in 10 seconds what it should");
    await wait(10);
  }
}
