import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SERVICES } from "../../src/scopes.ts";
import { loadTools } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/tool.ts";
import { discoveryFolder } from "../emulator/discovery.ts";
import { type Emulator, startEmulator } from "../emulator/emulator.ts";
import { requires } from "../support/requires.ts";
import { runTool } from "../support/tool-call.ts";
import { CASES } from "./cases.ts";

/** The narrowest scopes that serve a tool. */
const narrowest = ({ scopes }: AnyTool) => scopes.map(([first]) => first);

requires("Google's discovery documents", discoveryFolder() !== undefined)("what the tools send to Google", () => {
  describe.each(SERVICES)("%s", (service) => {
    let emulator: Emulator;
    let folder: string;

    beforeAll(async () => {
      emulator = await startEmulator();
      folder = await mkdtemp(join(tmpdir(), "google-mcp-contract-"));
    });

    afterAll(async () => {
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    });

    it("is tested with at least two inputs a tool", async () => {
      const tools = await loadTools(service);
      const counts = tools.map(({ name }) => [name, CASES[service].filter(({ tool }) => tool === name).length]);
      expect(counts.filter(([, count]) => Number(count) < 2)).toEqual([]);
      const names = new Set(tools.map(({ name }) => name));
      expect(CASES[service].filter(({ tool }) => !names.has(tool))).toEqual([]);
    });

    it.each(CASES[service].map((one, index) => ({ ...one, index })))(
      "fits Google's descriptions: $tool, case $index",
      async ({ tool: name, input, scopes }) => {
        const tool = (await loadTools(service)).find((one) => one.name === name);
        if (!tool) throw new Error(`there is no tool ${name}`);
        const prepared = typeof input === "function" ? await input(emulator, folder) : input;
        const before = emulator.requests.length;
        // The emulator refuses what Google's descriptions do not know, and a token whose scopes a method does not accept.
        await runTool(emulator, tool, prepared, { scopes: scopes ?? narrowest(tool), exchange: folder });
        // A batch is there itself and with each of its parts, which are checked as any other request.
        const sent = emulator.requests.slice(before).filter(({ path }) => !path.startsWith("/batch/"));
        expect(sent.length).toBeGreaterThan(0);
        expect(sent.map(({ methodId }) => methodId)).not.toContain(undefined);
      },
    );
  });
});
