import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport as ClientTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { Server } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { allowedFiles } from "../../../src/files/allowed-files.ts";
import { clientFolders } from "../../../src/mcp/client-folders.ts";

let base: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "client-folders-")));
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** A client with these roots, connected in memory. */
async function connect(roots: string[] | undefined) {
  const server = new Server({ name: "server", version: "1" }, { capabilities: {} });
  const client = new Client(
    { name: "client", version: "1" },
    { capabilities: roots ? { roots: { listChanged: true } } : {} },
  );
  const asked = { times: 0 };
  if (roots)
    client.setRequestHandler(ListRootsRequestSchema, () => {
      asked.times += 1;
      return { roots: roots.map((uri) => ({ uri })) };
    });
  const [one, other] = ClientTransport.createLinkedPair();
  const folders = clientFolders(server);
  await Promise.all([server.connect(one), client.connect(other)]);
  return { client, folders, asked };
}

it("are the client's roots, asked for once until they change", async () => {
  const roots = [pathToFileURL(base).href, "file://elsewhere/share"];
  const { client, folders, asked } = await connect(roots);
  expect(await folders()).toEqual([base]);
  await folders();
  expect(asked.times).toBe(1);
  roots.shift();
  await client.sendRootsListChanged();
  await expect.poll(folders).toEqual([]);
});

it("are none where the client has none", async () => {
  const { folders } = await connect(undefined);
  expect(await folders()).toEqual([]);
});

it("open what lies in them, and not what is hidden there", async () => {
  const { folders } = await connect([pathToFileURL(base).href]);
  await mkdir(join(base, ".ssh"));
  for (const name of ["plan.txt", ".env", ".ssh/id"]) await writeFile(join(base, name), "x");
  const files = allowedFiles({ exchange: join(tmpdir(), "no-exchange-folder"), others: [], more: folders, closed: [] });
  await (await files.open(join(base, "plan.txt"), 10)).close();
  for (const name of [".env", ".ssh/id"])
    await expect(files.open(join(base, name), 10)).rejects.toMatchObject({ code: "file_refused" });
});
