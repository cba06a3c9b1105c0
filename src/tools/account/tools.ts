import * as z from "zod";
import { SERVICES } from "../../scopes.ts";
import { type AnyTool, defineTool, type SignInState } from "../tool.ts";

/** Says who is signed in, with what, and how a sign-in that was started here is going. */
const googleAccounts = defineTool({
  name: "google_accounts",
  title: "Google accounts",
  description:
    "Lists the signed-in Google accounts with their services, and the state of a sign-in started with google_sign_in.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: [],
  input: z.strictObject({}),
  output: z.strictObject({
    accounts: z.array(
      z.strictObject({
        email: z.string(),
        alias: z.string().optional(),
        isDefault: z.boolean().optional(),
        services: z.array(z.string()),
        readOnly: z.boolean(),
        storage: z.string(),
        signedInAt: z.string(),
        problem: z.string().optional(),
      }),
    ),
    signIn: z.enum(["none", "waiting", "done", "failed"]),
  }),
  async run(_input, call) {
    const accounts = await call.accounts.list();
    const signIn = call.accounts.signInState();
    const lines = accounts.map(({ email, alias, isDefault, services, readOnly, storage, problem }) => {
      const access = readOnly ? "read only" : "read and write";
      const names = `${alias ? ` “${alias}”` : ""}${isDefault ? " (default)" : ""}`;
      return `- ${email}${names}: ${services.join(", ") || "no service"} (${access}; kept in ${storage})${problem ? `. ${problem}` : ""}`;
    });
    const who = lines.length > 0 ? `Signed in:\n${lines.join("\n")}` : "Nobody is signed in. Call google_sign_in.";
    return { text: [who, ...describeSignIn(signIn)].join("\n\n"), data: { accounts, signIn: signIn.state } };
  },
});

function describeSignIn(signIn: SignInState): string[] {
  switch (signIn.state) {
    case "none":
      return [];
    case "waiting":
      return [`A sign-in waits for the person at ${signIn.url}`];
    case "done":
      return [`The last sign-in is done: ${signIn.email}.`];
    case "failed":
      return [`The last sign-in failed: ${signIn.message}. ${signIn.fix}`];
  }
}

/** Starts the loopback sign-in from the running server and answers at once; the person goes on in the browser. */
const googleSignIn = defineTool({
  name: "google_sign_in",
  title: "Sign in to Google",
  description:
    "Starts a Google sign-in: opens the person's browser and returns the address to show them. Use it when nobody is signed in, a permission is missing or another account is wanted; then call google_accounts to see whether it is done.",
  tier: "core",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: [],
  input: z.strictObject({
    services: z
      .array(z.enum(SERVICES))
      .min(1)
      .max(SERVICES.length)
      .optional()
      .describe("Default: all but chat, meet and script."),
    tools: z
      .array(z.string().regex(/^[a-z]+(?:_[a-z]+)+$/, "expected a tool's name such as gmail_create_filter"))
      .max(50, "expected at most 50 tools")
      .optional()
      .describe("Tools whose permissions are to be granted as well."),
    read_only: z.boolean().optional().describe("Ask for reading only."),
    email: z.email("expected an email address").max(320).optional().describe("Account to suggest to Google."),
  }),
  async run(input, call) {
    const started = await call.accounts.startSignIn({
      ...(input.services && { services: input.services }),
      ...(input.tools && { tools: input.tools }),
      ...(input.read_only !== undefined && { readOnly: input.read_only }),
      ...(input.email !== undefined && { email: input.email }),
    });
    const minutes = Math.max(1, Math.round(started.expiresInMs / 60_000));
    const where = started.opened
      ? "A browser window has opened. If the person does not see it, they can open this address on this computer:"
      : "No browser could be opened. Ask the person to open this address on this computer:";
    return {
      text: `${where}\n${started.url}\nIt waits for ${minutes} minutes. Call google_accounts to see whether it is done; nothing needs to be restarted.`,
    };
  },
});

/** The tools that manage accounts; they need no sign-in. */
export const accountTools: readonly AnyTool[] = [googleAccounts, googleSignIn];
