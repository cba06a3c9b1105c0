import { Command, Option } from "commander";
import { STORAGE_MODES } from "../config/config.ts";
import { SERVICES } from "../scopes.ts";
import { VERSION } from "../version.ts";

const EXIT_CODES = "\nExit codes: 0 done, 1 failed, 2 wrong usage.";

/** The command line. A command's code is loaded when it is chosen. */
export function createProgram(): Command {
  const program = new Command("groupon-google-mcp")
    .description("Your Google account for MCP clients: sign in once, then a client starts this program over stdio.")
    .version(VERSION)
    .showHelpAfterError("Run with --help to see what is there.")
    .addHelpText("after", `\nExample:\n  groupon-google-mcp login\n${EXIT_CODES}`)
    .exitOverride();

  addServe(program);
  addLogin(program);
  addLogout(program);
  addRevoke(program);
  addStatus(program);
  addStorage(program);
  addAudit(program);
  return program;
}

function addServe(program: Command): void {
  subcommand(program, "serve", { isDefault: true })
    .description("serve MCP over stdio (what an MCP client starts; the default)")
    .addHelpText("after", example("groupon-google-mcp serve"))
    .action(async () => (await import("./serve.ts")).serve());
}

function addLogin(program: Command): void {
  subcommand(program, "login")
    .description("sign in with Google in your browser, once an account")
    .option(
      "--services <list>",
      `what to grant: all, or a list of ${SERVICES.join(",")} (default: all but chat,meet,script)`,
    )
    .option("--tools <list>", "grant what these tools need as well, such as gmail_create_filter")
    .option("--read-only", "ask for reading only")
    .option("--account <email>", "the account to sign in")
    .option("--no-browser", "print the address instead of opening a browser; the address it ends at can be pasted back")
    .option("--port <number>", "port for the redirect instead of a free one")
    .option("--client-file <file>", "OAuth client JSON from Google's console; remembered after the first use")
    .addOption(new Option("--storage <mode>", "where to keep the sign-in").choices(["auto", ...STORAGE_MODES]))
    .addHelpText(
      "after",
      example("groupon-google-mcp login --services gmail,calendar --client-file client_secret.json"),
    )
    .action(async (options: unknown) => (await import("./login.ts")).login(options));
}

function addLogout(program: Command): void {
  subcommand(program, "logout")
    .description("delete a sign-in from this computer")
    .argument("[email]", "the account; may be left out where there is only one")
    .option("--all", "all accounts")
    .addHelpText("after", example("groupon-google-mcp logout ada@example.com"))
    .action(async (email: unknown, options: unknown) => (await import("./logout.ts")).logout(email, options));
}

function addRevoke(program: Command): void {
  subcommand(program, "revoke")
    .description("withdraw a sign-in at Google and delete it from this computer")
    .argument("[email]", "the account; may be left out where there is only one")
    .option("--all", "all accounts")
    .addHelpText("after", example("groupon-google-mcp revoke --all"))
    .action(async (email: unknown, options: unknown) => (await import("./revoke.ts")).revoke(email, options));
}

function addStatus(program: Command): void {
  subcommand(program, "status")
    .description("who is signed in, with what, and where it is kept")
    .option("--json", "as JSON")
    .addHelpText("after", example("groupon-google-mcp status --json"))
    .action(async (options: unknown) => (await import("./status.ts")).status(options));
}

function addStorage(program: Command): void {
  const storage = subcommand(program, "storage")
    .description("move sign-ins to another storage mode, or give them a new key")
    .addHelpText("after", example("groupon-google-mcp storage migrate --to KEYCHAIN"));
  subcommand(storage, "migrate")
    .description("keep sign-ins somewhere else, without signing in again")
    .argument("[email]", "the account; may be left out where there is only one")
    .option("--all", "all accounts")
    .addOption(new Option("--to <mode>", "where to").choices(STORAGE_MODES).makeOptionMandatory())
    .addHelpText("after", example("groupon-google-mcp storage migrate --all --to KEYCHAIN"))
    .action(async (email: unknown, options: unknown) => (await import("./storage.ts")).migrate(email, options));
  subcommand(storage, "rotate-key")
    .description("encrypt every stored sign-in anew under a new key")
    .addHelpText("after", example("groupon-google-mcp storage rotate-key"))
    .action(async () => (await import("./storage.ts")).rotateKey());
}

function addAudit(program: Command): void {
  const audit = subcommand(program, "audit")
    .description("show or check the log of what was done")
    .addHelpText("after", example("groupon-google-mcp audit verify"));
  subcommand(audit, "show")
    .description("entries, oldest first")
    .option("--since <time>", "from this day or time on")
    .option("--account <email>", "of this account")
    .option("--tool <name>", "of this tool or event")
    .option("--outcome <code>", "that ended so, such as ok or missing_scope")
    .option("--json", "one JSON object a line")
    .addHelpText("after", example("groupon-google-mcp audit show --since 2026-11-24 --tool gmail_send"))
    .action(async (options: unknown) => (await import("./audit.ts")).showAudit(options));
  subcommand(audit, "verify")
    .description("find out whether the log was changed, cut or reordered")
    .addHelpText("after", example("groupon-google-mcp audit verify"))
    .action(async () => (await import("./audit.ts")).checkAudit());
}

function subcommand(program: Command, name: string, options: { isDefault?: boolean } = {}): Command {
  return program
    .command(name, options)
    .allowExcessArguments(false)
    .exitOverride()
    .showHelpAfterError("Run with --help to see what is there.");
}

function example(line: string): string {
  return `\nExample:\n  ${line}\n${EXIT_CODES}`;
}
