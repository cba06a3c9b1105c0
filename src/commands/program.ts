import { Argument, Command, Option } from "commander";
import { STORAGE_MODES } from "../config/config.ts";
import { SERVICES } from "../scopes.ts";
import { VERSION } from "../version.ts";
import { addServingOptions } from "./serving-options.ts";

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
  addTools(program);
  addStorage(program);
  addAudit(program);
  addAccount(program);
  addSetup(program);
  addInstall(program);
  addDoctor(program);
  addCompletion(program);
  return program;
}

function addServe(program: Command): void {
  const command = subcommand(program, "serve", { isDefault: true })
    .description("serve MCP over stdio (what an MCP client starts; the default)")
    .addHelpText("after", example("groupon-google-mcp serve --services gmail,calendar --read-only"))
    .action(async (options: unknown) => {
      const [{ serve }, { servingInput }] = await Promise.all([import("./serve.ts"), import("./serving-input.ts")]);
      return serve(servingInput(options));
    });
  addServingOptions(command);
}

function addTools(program: Command): void {
  const tools = subcommand(program, "tools")
    .description("which tools would be served, and what each costs a model in tokens")
    .option("--json", "as JSON")
    .addHelpText("after", example("groupon-google-mcp tools --tier complete --services gmail"))
    .action(async (options: unknown) => (await import("./tools.ts")).tools(options));
  addServingOptions(tools);
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
    .option("--alias <name>", "what to call it, such as work")
    .option("--default", "make it the account that is meant when none is named")
    .option("--no-browser", "print the address instead of opening a browser; the address it ends at can be pasted back")
    .option("--port <number>", "port for the redirect instead of a free one")
    .option("--client-file <file>", "OAuth client JSON from Google's console; remembered after the first use")
    .addOption(new Option("--storage <mode>", "where to keep the sign-in").choices(["auto", ...STORAGE_MODES]))
    .option("--json", "what was granted as JSON, one object a line; with --no-browser the address first")
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
    .option("--json", "who was signed out, as JSON")
    .addHelpText("after", example("groupon-google-mcp logout ada@example.com"))
    .action(async (email: unknown, options: unknown) => (await import("./logout.ts")).logout(email, options));
}

function addRevoke(program: Command): void {
  subcommand(program, "revoke")
    .description("withdraw a sign-in at Google and delete it from this computer")
    .argument("[email]", "the account; may be left out where there is only one")
    .option("--all", "all accounts")
    .option("--json", "what was done and what is left to do, as JSON")
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
    .option("--json", "what was moved, as JSON")
    .addHelpText("after", example("groupon-google-mcp storage migrate --all --to KEYCHAIN"))
    .action(async (email: unknown, options: unknown) => (await import("./storage.ts")).migrate(email, options));
  subcommand(storage, "rotate-key")
    .description("encrypt every stored sign-in anew under a new key")
    .option("--json", "what has a new key, as JSON")
    .addHelpText("after", example("groupon-google-mcp storage rotate-key"))
    .action(async (options: unknown) => (await import("./storage.ts")).rotateKey(options));
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

function addSetup(program: Command): void {
  subcommand(program, "setup")
    .description("a guided way from nothing to the first call")
    .option("--services <list>", "as for login")
    .option("--read-only", "ask for reading only")
    .option("--client-file <file>", "OAuth client JSON from Google's console")
    .addOption(new Option("--storage <mode>", "where to keep the sign-in").choices(["auto", ...STORAGE_MODES]))
    .option("--account <email>", "the account to sign in")
    .option("--no-browser", "print addresses instead of opening them")
    .option("--no-install", "leave the clients' configs alone")
    .option("--yes", "ask nothing, and take what is found")
    .addHelpText("after", example("groupon-google-mcp setup --services gmail,calendar"))
    .action(async (options: unknown) => (await import("./setup/setup.ts")).setup(options));
}

function addAccount(program: Command): void {
  subcommand(program, "account")
    .description("give an account a short name, or make it the default")
    .argument("[account]", "its address or name; may be left out where there is only one")
    .option("--alias <name>", "what to call it, such as work")
    .option("--no-alias", "call it by its address again")
    .option("--default", "it is meant when none is named")
    .option("--no-default", "one has to be named again")
    .option("--json", "its names, as JSON")
    .addHelpText("after", example("groupon-google-mcp account ada@example.com --alias work --default"))
    .action(async (account: unknown, options: unknown) => (await import("./account.ts")).nameAccount(account, options));
}

function addInstall(program: Command): void {
  const install = subcommand(program, "install")
    .description("add this server to MCP clients: those named, or all that are found")
    .argument("[clients...]", "such as claude-desktop, claude-code, cursor, vscode, codex")
    .option("--name <name>", "what the client calls it", "google")
    .option("--print", "show the entry instead of writing it")
    .option("--dry-run", "show what would change")
    .option("--json", "as JSON, one object a client")
    .addHelpText("after", example("groupon-google-mcp install claude-desktop cursor"));
  addServingOptions(install);
  install.action(async (clients: unknown, options: unknown) =>
    (await import("./install.ts")).install(clients, options),
  );
  subcommand(program, "uninstall")
    .description("take this server out of MCP clients: those named, or all that are found")
    .argument("[clients...]", "as for install")
    .option("--dry-run", "show what would change")
    .option("--json", "as JSON, one object a client")
    .addHelpText("after", example("groupon-google-mcp uninstall"))
    .action(async (clients: unknown, options: unknown) => (await import("./install.ts")).uninstall(clients, options));
}

function addDoctor(program: Command): void {
  subcommand(program, "doctor")
    .description("find out what is wrong, and what to do about it")
    .option("--json", "as JSON")
    .addHelpText("after", example("groupon-google-mcp doctor"))
    .action(async (options: unknown) => (await import("./doctor/doctor.ts")).doctor(options));
}

function addCompletion(program: Command): void {
  subcommand(program, "completion")
    .description("print the script that completes this program's commands in your shell")
    .addArgument(new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", example("source <(groupon-google-mcp completion bash)"))
    .action(async (shell: unknown) => (await import("./completion/completion.ts")).printCompletion(shell, program));
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
