import * as z from "zod";
import { loadConfig, STORAGE_MODES } from "../../config/config.ts";
import { servicesIn } from "../../config/serving.ts";
import { openVault } from "../../credentials/file-vault.ts";
import { ToolError } from "../../errors.ts";
import { installedHosts, thisPlace } from "../../hosts/hosts.ts";
import { createTransport } from "../../net/transport.ts";
import { openBrowser } from "../../oauth/browser.ts";
import { resolveClient } from "../../oauth/client-file.ts";
import { resolveEndpoints } from "../../oauth/endpoints.ts";
import { DEFAULT_SERVICES, type Service } from "../../scopes.ts";
import { checkAccounts } from "../doctor/accounts.ts";
import { describeFinding } from "../doctor/describe-finding.ts";
import { install } from "../install.ts";
import { login } from "../login.ts";
import { paint } from "../paint.ts";
import { print, say } from "../terminal.ts";
import { consolePages } from "./console-pages.ts";
import { newestClientFile } from "./downloads.ts";
import { atTerminal, type Person } from "./person.ts";

const optionsSchema = z.object({
  services: z.string().optional(),
  readOnly: z.boolean().default(false),
  clientFile: z.string().optional(),
  storage: z.enum(["auto", ...STORAGE_MODES]).optional(),
  account: z.email("expected an email address").optional(),
  browser: z.boolean().default(true),
  install: z.boolean().default(true),
  yes: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

/** What the steps share. */
interface Setup {
  readonly options: Options;
  readonly services: readonly Service[];
  /** Absent on a pipe and with `--yes`: then nothing is asked. */
  readonly person: Person | undefined;
}

/**
 * Leads from nothing to the first call: OAuth client, sign-in, a real call of each service, entries in clients' configs.
 * What is there already is told and kept, so that it can be run again at any time.
 * @throws ToolError when a step cannot be done
 */
export async function setup(rawOptions: unknown): Promise<void> {
  const options = parseOptions(rawOptions);
  const services =
    options.services === undefined ? DEFAULT_SERVICES : servicesIn({ source: "--services", value: options.services });
  const person = process.stdin.isTTY && !options.yes ? atTerminal() : undefined;
  const all: Setup = { options, services, person };
  try {
    heading(1, "Google's side");
    const clientFile = await ensureClient(all);
    heading(2, "Sign in");
    await ensureSignIn(all, clientFile);
    heading(3, "Try it");
    await tryServices();
    heading(4, "Your clients");
    await offerClients(all);
    say('\nDone. Ask in your client: "What is on my calendar tomorrow, and is there mail about it?"');
  } finally {
    person?.close();
  }
}

function parseOptions(raw: unknown): Options {
  const parsed = optionsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ToolError("invalid_input", `--${String(issue?.path[0])}: ${issue?.message}`, "See setup --help.");
}

function heading(number: number, title: string): void {
  say(paint(process.stderr, "bold", `\n${number}. ${title}`));
}

/** @returns the client file to sign in with; undefined where the client is known already */
async function ensureClient(all: Setup): Promise<string | undefined> {
  const { options, person } = all;
  if (options.clientFile !== undefined) return checked(options.clientFile);
  const known = await knownClient();
  if (known !== undefined && (!person || (await person.confirm(`Use the OAuth client that is known, ${known}?`)))) {
    say(`The OAuth client is known: ${known}`);
    return undefined;
  }
  if (!person) {
    const found = options.yes ? await newestClientFile(Date.now()) : undefined;
    if (found !== undefined) return checked(found);
  }
  await showPages(all);
  return person ? askForFile(person) : refuseWithoutClient();
}

async function knownClient(): Promise<string | undefined> {
  const config = loadConfig(process.env);
  const vault = openVault(config, { warn: say });
  try {
    return (await resolveClient({ config, vault, clientFile: undefined })).clientId;
  } catch (error) {
    if (error instanceof ToolError && error.code === "invalid_client") return undefined;
    throw error;
  } finally {
    vault.dispose();
  }
}

/** Reads the file as the sign-in will, so that what is wrong with it is told now. */
async function checked(clientFile: string): Promise<string> {
  const config = loadConfig(process.env);
  const vault = { readClient: async () => undefined };
  const { clientId } = await resolveClient({ config, vault, clientFile });
  say(`${clientFile} holds the OAuth client ${clientId}`);
  return clientFile;
}

async function showPages({ services, options, person }: Setup): Promise<void> {
  say("Google wants every program that reads mail to come with an OAuth client of its own. You make one for yourself.");
  for (const [index, { title, url, todo }] of consolePages(services).entries()) {
    say(`\n  ${String.fromCharCode(97 + index)}. ${title}: ${url}`);
    for (const line of todo) say(`     ${line}`);
    if (!person) continue;
    if (options.browser) await openBrowser(url);
    await person.ask("     Press Enter when that is done.");
  }
}

async function askForFile(person: Person): Promise<string> {
  for (;;) {
    const found = await newestClientFile(Date.now());
    const answer = await person.ask(
      found === undefined ? "\nPath of the downloaded JSON:" : `\nUse ${found}? [Y/n, or another path]`,
    );
    const path = found !== undefined && (answer === "" || /^y(es)?$/i.test(answer)) ? found : answer;
    if (path === "" || /^no?$/i.test(path)) continue;
    try {
      return await checked(path);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      say(`${error.message}. ${error.fix}`);
    }
  }
}

function refuseWithoutClient(): never {
  throw new ToolError(
    "invalid_client",
    "There is no OAuth client yet",
    "Do the steps above, then run: groupon-google-mcp setup --yes --client-file FILE",
  );
}

async function ensureSignIn({ options, services, person }: Setup, clientFile: string | undefined): Promise<void> {
  const signedIn = (await accounts()).map(({ email }) => email);
  const wanted = options.account;
  const there = wanted === undefined ? signedIn.length > 0 : signedIn.includes(wanted);
  if (there && clientFile === undefined) {
    say(`Signed in: ${signedIn.join(", ")}`);
    if (!person || !(await person.confirm("Sign in again, or with another account?", false))) return;
  }
  const done = new AbortController();
  const { readOnly, browser, storage } = options;
  const request = { services: services.join(","), readOnly, browser, storage, clientFile, account: wanted };
  await login(request, person?.lines(done.signal)).finally(() => done.abort());
}

async function accounts() {
  const vault = openVault(loadConfig(process.env), { warn: say });
  try {
    return await vault.accounts();
  } finally {
    vault.dispose();
  }
}

/** @throws ToolError when a service does not answer as it should */
async function tryServices(): Promise<void> {
  const config = loadConfig(process.env);
  const transport = createTransport(config.emulatorOrigin, { network: config.network });
  const vault = openVault(config, { warn: say });
  try {
    const findings = await checkAccounts({ vault, transport, endpoints: () => resolveEndpoints(config, transport) });
    for (const finding of findings) print(describeFinding(finding));
    const wrong = findings.filter(({ state }) => state === "failed").length;
    if (wrong > 0) throw new ToolError("google_error", `${wrong} did not work`, "Mend it, then run setup again.");
  } finally {
    transport.close();
    vault.dispose();
  }
}

async function offerClients({ options, person }: Setup): Promise<void> {
  const hosts = installedHosts(thisPlace());
  if (hosts.length === 0) say("No MCP client was found. See: groupon-google-mcp install --help");
  const chosen: string[] = [];
  for (const { id, title } of options.install ? hosts : []) {
    if (person ? await person.confirm(`Add it to ${title}?`) : options.yes) chosen.push(id);
  }
  if (chosen.length > 0) await install(chosen, { readOnly: options.readOnly });
  const left = hosts.filter(({ id }) => !chosen.includes(id));
  if (left.length > 0) say(`Later: groupon-google-mcp install ${left.map(({ id }) => id).join(" ")}`);
}
