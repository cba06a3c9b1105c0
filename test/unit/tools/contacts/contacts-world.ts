import { contactsTools } from "../../../../src/tools/contacts/tools.ts";
import type { ToolResult } from "../../../../src/tools/tool.ts";
import type { Emulator } from "../../../emulator/emulator.ts";
import type { Fields } from "../../../emulator/people/state.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

let people = 0;

/** Someone without contacts, and calls for them. */
export function keeper(emulator: Emulator, hostedDomain: string | undefined = "example.com") {
  people += 1;
  const email = `keeper${people}@example.com`;
  emulator.world.addAccount({ email, name: `Keeper ${people}`, ...(hostedDomain && { hostedDomain }) });
  const call = (
    name: string,
    input: Record<string, unknown> = {},
    options: ToolCallOptions = {},
  ): Promise<ToolResult> => {
    const tool = contactsTools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return runTool(emulator, tool, input, { email, ...options });
  };
  return {
    email,
    call,
    add: (fields: Fields) => emulator.people.addContact(email, fields),
    named: (givenName: string, familyName = "Example", more: Fields = {}) =>
      emulator.people.addContact(email, { names: [{ givenName, familyName }], ...more }),
    stored: () => emulator.people.contacts(email),
    /** Methods of the requests that were sent while `work` ran. */
    sent: async (work: () => Promise<unknown>) => {
      const before = emulator.requests.length;
      await work();
      return emulator.requests.slice(before).map(({ methodId }) => methodId);
    },
  };
}
