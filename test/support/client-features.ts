import { z } from "zod";
import { recordOutput } from "./transcript.ts";

/** What the clients of both SDK lines can do besides calling tools, under the same names. */
export interface SdkClient {
  listResourceTemplates(): Promise<unknown>;
  listResources(): Promise<unknown>;
  listPrompts(): Promise<unknown>;
  readResource(params: { uri: string }): Promise<unknown>;
  getPrompt(params: { name: string; arguments: Record<string, string> }): Promise<unknown>;
  complete(params: Completing): Promise<unknown>;
  getServerVersion(): unknown;
}

interface Completing {
  ref: { type: "ref/resource"; uri: string } | { type: "ref/prompt"; name: string };
  argument: { name: string; value: string };
  context?: { arguments: Record<string, string> };
}

const entrySchema = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  uriTemplate: z.string().optional(),
});
const contentSchema = z.object({
  uri: z.string(),
  mimeType: z.string().optional(),
  text: z.string().optional(),
  blob: z.string().optional(),
});

/** Resources, prompts and completion as tests look at them. */
export interface ClientFeatures {
  templates(): Promise<z.output<typeof entrySchema>[]>;
  resources(): Promise<z.output<typeof entrySchema>[]>;
  prompts(): Promise<z.output<typeof entrySchema>[]>;
  read(uri: string): Promise<z.output<typeof contentSchema>[]>;
  /** The text of a prompt. */
  prompt(name: string, given?: Record<string, string>): Promise<string>;
  complete(of: string, name: string, value: string, given?: Record<string, string>): Promise<string[]>;
  /** What the server says of itself. */
  server(): Record<string, unknown>;
}

/** Every answer is recorded for the canary, and checked for its shape. */
export function clientFeatures(client: SdkClient): ClientFeatures {
  const checked = async <Shape extends z.ZodType>(what: string, answer: Promise<unknown>, shape: Shape) => {
    const raw = await answer;
    recordOutput(what, JSON.stringify(raw));
    return shape.parse(raw);
  };
  return {
    templates: async () =>
      (
        await checked(
          "resources/templates/list",
          client.listResourceTemplates(),
          z.object({ resourceTemplates: z.array(entrySchema) }),
        )
      ).resourceTemplates,
    resources: async () =>
      (await checked("resources/list", client.listResources(), z.object({ resources: z.array(entrySchema) })))
        .resources,
    prompts: async () =>
      (await checked("prompts/list", client.listPrompts(), z.object({ prompts: z.array(entrySchema) }))).prompts,
    read: async (uri) =>
      (await checked("resources/read", client.readResource({ uri }), z.object({ contents: z.array(contentSchema) })))
        .contents,
    prompt: async (name, given = {}) => {
      const messages = z.object({ messages: z.array(z.object({ content: z.object({ text: z.string() }) })) });
      const answer = await checked("prompts/get", client.getPrompt({ name, arguments: given }), messages);
      return answer.messages.map(({ content }) => content.text).join("\n");
    },
    complete: async (of, name, value, given) => {
      const ref = of.includes("://")
        ? { type: "ref/resource" as const, uri: of }
        : { type: "ref/prompt" as const, name: of };
      const asked = { ref, argument: { name, value }, ...(given && { context: { arguments: given } }) };
      const shape = z.object({ completion: z.object({ values: z.array(z.string()) }) });
      return (await checked("completion/complete", client.complete(asked), shape)).completion.values;
    },
    server: () => z.record(z.string(), z.unknown()).parse(client.getServerVersion()),
  };
}
