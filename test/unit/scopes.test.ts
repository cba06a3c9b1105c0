import { describe, expect, it } from "vitest";
import { missingScopes } from "../../src/pipeline/scope-needs.ts";
import { SCOPE_WORDS, SERVICE_SCOPES, SERVICES, scope } from "../../src/scopes.ts";
import { loadTools } from "../../src/tools/catalogue.ts";
import { discoveryFolder, readDiscovery } from "../emulator/discovery.ts";
import { requires } from "../support/requires.ts";

/** With these a reading tool works, but reaches only what was made here: that does not count as served. */
const OWN_WORK = [scope("drive.file"), scope("meetings.space.created")];
const wholly = (kind: string, granted: readonly string[]) =>
  granted.filter((one) => kind !== "read" || !OWN_WORK.includes(one));

describe.each(SERVICES)("what a sign-in asks for %s", (service) => {
  const { full, readOnly, separate = [] } = SERVICE_SCOPES[service];

  it("serves every tool of the service but those with a scope of their own, and needs each of its scopes for that", async () => {
    const tools = await loadTools(service);
    const unserved = (granted: readonly string[]) =>
      tools.filter(({ kind, scopes }) => missingScopes(scopes, wholly(kind, granted)).length > 0);
    expect(unserved([...full, ...separate])).toEqual([]);
    expect(unserved(full).filter(({ tier }) => tier !== "complete")).toEqual([]);
    const optional = new Set(tools.flatMap(({ optionalScopes }) => optionalScopes ?? []));
    for (const one of full) {
      const without = unserved(full.filter((other) => other !== one)).length;
      expect([one, without > unserved(full).length || optional.has(one)]).toEqual([one, true]);
    }
    for (const one of separate) {
      const others = [...full, ...separate].filter((other) => other !== one);
      expect([one, unserved(others).length > 0]).toEqual([one, true]);
    }
  });

  it("serves every reading tool when reading is all that is asked for, and no tool that changes anything at Google", async () => {
    const tools = await loadTools(service);
    const reading = tools.filter(({ kind, scopes }) => kind === "read" && missingScopes(scopes, full).length === 0);
    const served = tools.filter(({ scopes }) => missingScopes(scopes, readOnly).length === 0);
    expect(reading.filter((tool) => !served.includes(tool)).map(({ name }) => name)).toEqual([]);
    const changing = served.filter(({ kind, name }) => kind !== "read" && !name.includes("_download_"));
    expect(changing.map(({ name }) => name)).toEqual([]);
    const optional = new Set(tools.flatMap(({ optionalScopes }) => optionalScopes ?? []));
    for (const one of readOnly) {
      const without = readOnly.filter((other) => other !== one);
      const needed = reading.some(({ scopes }) => missingScopes(scopes, without).length > 0) || optional.has(one);
      expect([one, needed]).toEqual([one, true]);
    }
  });

  it("has words for each scope", () => {
    for (const one of [...full, ...readOnly, ...separate]) expect(SCOPE_WORDS.get(one)).toBeTruthy();
  });
});

const DOCUMENTS = [
  "gmail-v1",
  "drive-v3",
  "calendar-v3",
  "docs-v1",
  "sheets-v4",
  "slides-v1",
  "forms-v1",
  "tasks-v1",
  "people-v1",
  "chat-v1",
  "meet-v2",
  "script-v1",
];

requires("Google's discovery documents", discoveryFolder() !== undefined)("the scopes that tools name", () => {
  it("all exist", async () => {
    const folder = discoveryFolder() ?? "";
    const known = new Set(
      DOCUMENTS.flatMap((name) => [...readDiscovery(folder, name).values()].flatMap(({ scopes }) => scopes)),
    );
    for (const service of SERVICES) {
      for (const { scopes } of await loadTools(service)) for (const one of scopes.flat()) expect(known).toContain(one);
    }
  });
});
