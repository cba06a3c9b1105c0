import { type Answer, consentAndReturn } from "../emulator/consent.ts";
import { startCli } from "./cli.ts";

/** Signs in through the built command line, with the consent page answered as a browser would. */
export async function signInByCli(
  environment: Record<string, string | undefined>,
  args: readonly string[] = [],
  answer: Answer = {},
): Promise<void> {
  const login = startCli(["login", "--no-browser", "--storage", "FILE_ENCRYPTED", ...args], environment);
  const [url] = await login.waitFor("stdout", /^http\S+$/m);
  await consentAndReturn(url, answer);
  const { code, stderr } = await login.done;
  if (code !== 0) throw new Error(`login ended with ${code}: ${stderr}`);
}
