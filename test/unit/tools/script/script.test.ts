import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { ToolError } from "../../../../src/errors.ts";
import { scriptTools } from "../../../../src/tools/script/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { itByDescription } from "../../../support/requires.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

let people = 0;
let email = "";
beforeEach(() => {
  emulator.faults.clear();
  emulator.script.userSetting.enabled = true;
  people += 1;
  email = `coder${people}@example.com`;
  emulator.world.addAccount({ email });
});

function call(name: string, input: Record<string, unknown> = {}, options: ToolCallOptions = {}) {
  const tool = scriptTools.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return runTool(emulator, tool, input, { email, ...options });
}

async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}

async function create(title = "Tool"): Promise<string> {
  return z.object({ id: z.string() }).parse((await call("script_create_project", { title })).data).id;
}

const write = (script_id: string, files: Record<string, string>, deleted: string[] = []) =>
  call("script_update_project", {
    script_id,
    files: Object.entries(files).map(([name, source]) => ({ name, source })),
    delete: deleted,
  });

const manifest = (more: Record<string, unknown> = {}) => JSON.stringify({ runtimeVersion: "V8", ...more });

/** A project whose code is deployed as API executable. */
async function deployed(code: string, more: Record<string, unknown> = {}) {
  const script_id = await create();
  await write(script_id, { "Code.gs": code, "appsscript.json": manifest({ executionApi: {}, ...more }) });
  await call("script_manage_version", { action: "create", script_id, description: "first" });
  const made = await call("script_manage_deployment", { action: "create", script_id, version: 1 });
  return { script_id, deployment_id: z.object({ id: z.string() }).parse(made.data).id };
}

describe("projects", () => {
  it("are found in Drive by name, not other files, and bound ones are not", async () => {
    const id = await create("Invoice mailer");
    await create("Other");
    const doc = emulator.drive.state(email).files.find(({ mimeType }) => mimeType.endsWith("document"));
    await call("script_create_project", { title: "Invoice helper", parent_id: doc?.id });
    const { data } = await call("script_list_projects", { name: "invoice" });
    expect(data?.projects).toMatchObject([{ id, name: "Invoice mailer", owner: "me" }]);
  });

  it("are listed page by page", async () => {
    await create("One");
    await create("Two");
    const first = await call("script_list_projects", { page_size: 1 });
    const token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    const second = await call("script_list_projects", { page_size: 1, page_token: token });
    expect(second.note).toBeUndefined();
    expect(new Set([first, second].map(({ data }) => JSON.stringify(data?.projects))).size).toBe(2);
  });

  it("say so when there is none", async () => {
    expect((await call("script_list_projects", { name: "nothing like it" })).text).toBe("No script project.");
  });

  it("are read with every source under its editor's name, functions named", async () => {
    const id = await create("Reader");
    await write(id, { "Code.gs": "function a() {}\nfunction b() { return 1; }\n", "Page.html": "<p>```</p>" });
    const { text } = await call("script_get_project", { script_id: id });
    expect(text).toContain("# Reader\n");
    expect(text).toContain("## Code.gs — functions a, b\n```js\nfunction a() {}\nfunction b() { return 1; }\n```");
    expect(text).toContain("## Page.html\n````html\n<p>```</p>\n````");
    expect(text).toContain("## appsscript.json\n```json\n");
    expect(text).toContain(`https://script.google.com/d/${id}/edit`);
  });

  it("are read one file, or as an older version", async () => {
    const id = await create();
    await write(id, { "Code.gs": "function old() {}" });
    await call("script_manage_version", { action: "create", script_id: id });
    await write(id, { "Code.gs": "function young() {}" });
    const now = await call("script_get_project", { script_id: id, file: "Code.gs" });
    expect(now.text).toContain("function young");
    expect(now.text).not.toContain("## appsscript.json");
    expect((await call("script_get_project", { script_id: id, version: 1 })).text).toContain("function old");
    expect((await refusal(call("script_get_project", { script_id: id, version: 9 }))).code).toBe("not_found");
    const missing = await refusal(call("script_get_project", { script_id: id, file: "Nope.gs" }));
    expect(missing).toMatchObject({ code: "not_found", fix: "It has: appsscript.json, Code.gs." });
  });

  it("are read in pieces that join to the whole", async () => {
    const id = await create();
    const code = Array.from({ length: 3000 }, (_, line) => `// line ${line}`).join("\n");
    await write(id, { "Code.gs": code });
    let whole = "";
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const { text, note } = await call("script_get_project", { script_id: id, offset });
      expect(text.length).toBeLessThanOrEqual(20_000);
      whole += text;
      const next = /offset (\d+)/.exec(note ?? "")?.[1];
      offset = next === undefined ? undefined : Number(next);
    }
    expect(whole).toContain(code);
  });

  it("of others are not found, as is an id that is no script's", async () => {
    const id = await create();
    emulator.world.addAccount({ email: "stranger@example.com" });
    expect((await refusal(call("script_get_project", { script_id: id }, { email: "stranger@example.com" }))).code).toBe(
      "not_found",
    );
    expect((await refusal(call("script_get_project", { script_id: "1unknown" }))).code).toBe("not_found");
    expect((await refusal(call("script_create_project", { title: "x", parent_id: "1unknown" }))).code).toBe(
      "not_found",
    );
  });

  itByDescription("cannot be read with a grant for something else", async () => {
    const id = await create();
    expect((await refusal(call("script_get_project", { script_id: id }, { scopes: ["drive"] }))).code).toBe(
      "missing_scope",
    );
  });
});

describe("script_update_project", () => {
  it("changes, adds and deletes files, and keeps the others in their order", async () => {
    const id = await create();
    await write(id, { "A.gs": "var a = 1;", "B.gs": "var b = 1;", "C.html": "c" });
    const { text } = await write(id, { "B.gs": "var b = 2;", "D.gs": "var d = 1;" }, ["C.html"]);
    expect(text).toBe(
      "Done: changed B.gs, added D.gs, deleted C.html. The project now has appsscript.json, A.gs, B.gs, D.gs.",
    );
    const project = emulator.script.projects.get(id);
    expect(project?.files.map(({ name, source }) => [name, source]).slice(1)).toEqual([
      ["A", "var a = 1;"],
      ["B", "var b = 2;"],
      ["D", "var d = 1;"],
    ]);
  });

  it("tells apart files of one name and different kinds", async () => {
    const id = await create();
    await write(id, { "Main.gs": "var a;" });
    const error = await refusal(call("script_update_project", { script_id: id, delete: ["Main.html"] }));
    expect(error).toMatchObject({ code: "not_found", message: "The project has no file Main.html" });
  });

  it("refuses code that cannot be parsed with its place, and changes nothing then", async () => {
    const id = await create();
    await write(id, { "A.gs": "var a = 1;" });
    const error = await refusal(write(id, { "A.gs": "var a = 2;", "B.gs": "function (" }));
    expect(error.code).toBe("invalid_input");
    expect(error.message).toMatch(/Syntax error.*file: B\.gs/);
    expect(emulator.script.projects.get(id)?.files.map(({ name }) => name)).toEqual(["appsscript", "A"]);
  });

  it.each([
    ["nothing to do", { files: [], delete: [] }, /expected a file/],
    ["a file written and deleted", { files: [{ name: "A.gs", source: "" }], delete: ["A.gs"] }, /named twice/],
    ["deleting the manifest", { delete: ["appsscript.json"] }, /every project needs/],
    ["another JSON file", { files: [{ name: "data.json", source: "{}" }] }, /only JSON file/],
    ["a manifest that is no JSON", { files: [{ name: "appsscript.json", source: "{" }] }, /must be a JSON object/],
    ["a manifest that is a list", { files: [{ name: "appsscript.json", source: "[]" }] }, /must be a JSON object/],
  ])("refuses %s before asking Google", async (_, change, message) => {
    const id = await create();
    const before = emulator.requests.length;
    const error = await refusal(call("script_update_project", { script_id: id, ...change }));
    expect(error.code).toBe("invalid_input");
    expect(error.message).toMatch(message);
    expect(emulator.requests.length).toBe(before);
  });

  it.each(["Code", "Code.ts", "a\nb.gs", "../x?.gs"])("takes no file called %j", async (name) => {
    await expect(write("1abc", { [name]: "" })).rejects.toThrow(z.ZodError);
  });

  it("passes on what Google says of a manifest with an unknown field", async () => {
    const id = await create();
    const error = await refusal(write(id, { "appsscript.json": manifest({ $schema: "x" }) }));
    expect(error.message).toContain("invalid argument");
  });
});

describe("script_run", () => {
  it("gives back what the function returns, of any kind", async () => {
    const { script_id } = await deployed(
      "function add(a, b) { return a + b; }\nfunction list() { return [1, {a: 'b'}]; }\nfunction quiet() {}",
    );
    const sum = await call("script_run", { script_id, function: "add", parameters: [2, 3] });
    expect([sum.text, sum.note, sum.data]).toEqual(["5", "add ran and returned what follows.", { ok: true }]);
    expect((await call("script_run", { script_id, function: "add", parameters: ["a", "b"] })).text).toBe("ab");
    expect(JSON.parse((await call("script_run", { script_id, function: "list" })).text)).toEqual([1, { a: "b" }]);
    expect((await call("script_run", { script_id, function: "quiet" })).text).toBe("quiet ran and returned nothing.");
  });

  it("tells a thrown error with type, message and the way to it", async () => {
    const { script_id } = await deployed("function outer() {\n  inner();\n}\nfunction inner() {\n  null.x;\n}");
    const { text, note, data } = await call("script_run", { script_id, function: "outer" });
    expect(text).toMatch(/TypeError: .*null(?:.|\n)*\n {2}at inner, line 5\n {2}at outer, line 2/);
    expect(note).toMatch(/^outer failed\. What it did before that stays done/);
    expect(data).toEqual({ ok: false });
  });

  it("tells a function that is not there and one that never ends", async () => {
    const { script_id } = await deployed("function forever() { while (true) {} }");
    expect((await call("script_run", { script_id, function: "nope" })).text).toContain(
      "Script function not found: nope",
    );
    const slow = await call("script_run", { script_id, function: "forever" });
    expect(slow.note).toContain("It took too long.");
  });

  it("runs the deployed version, or for its owner the saved code", async () => {
    const { script_id, deployment_id } = await deployed("function v() { return 'old'; }");
    await write(script_id, { "Code.gs": "function v() { return 'new'; }" });
    expect((await call("script_run", { script_id: deployment_id, function: "v" })).text).toBe("old");
    expect((await call("script_run", { script_id, function: "v", dev_mode: true })).text).toBe("new");
  });

  it("says that a script must be deployed first", async () => {
    const script_id = await create();
    await write(script_id, { "Code.gs": "function v() {}" });
    const error = await refusal(call("script_run", { script_id, function: "v" }));
    expect(error).toMatchObject({
      code: "not_found",
      message: expect.stringContaining("not deployed as API executable"),
    });
  });

  it("names the scopes that the script needs and the sign-in lacks", async () => {
    const calendar = "https://www.googleapis.com/auth/calendar";
    const drive = "https://www.googleapis.com/auth/drive";
    const { script_id } = await deployed("function v() {}", { oauthScopes: [calendar, drive] });
    const scopes = ["drive", "script.projects.readonly"];
    const error = await refusal(call("script_run", { script_id, function: "v" }, { scopes }));
    expect(error.code).toBe("missing_scope");
    expect(error.message).toBe(`This sign-in lacks what the script itself needs: ${calendar}`);
    const unread = await refusal(call("script_run", { script_id, function: "v" }, { scopes: ["drive"] }));
    expect(unread.fix).toContain("Project OAuth Scopes");
  });

  it("says that script and program must share a Cloud project", async () => {
    const { script_id } = await deployed("function v() {}");
    const project = emulator.script.projects.get(script_id);
    if (project) project.sharesCloudProject = false;
    const error = await refusal(call("script_run", { script_id, function: "v" }));
    expect(error).toMatchObject({ code: "permission_denied", fix: expect.stringContaining("Google Cloud project") });
  });

  it("is not repeated when it is not known whether it ran", async () => {
    const { script_id } = await deployed("function v() {}");
    emulator.faults.add({ match: "script.scripts.run", fault: { kind: "status", status: 503 } });
    const before = emulator.requests.length;
    expect((await refusal(call("script_run", { script_id, function: "v" }))).code).toBe("outcome_unknown");
    expect(emulator.requests.length - before).toBe(1);
  });

  it("asks before it reaches anyone, with function and parameters", async () => {
    const tool = scriptTools.find(({ name }) => name === "script_run");
    expect(tool?.outward).toBe(true);
    const prepared = tool?.prepare({ script_id: "1a", function: "mail", parameters: ["grace@example.com"] });
    if (!prepared?.ok) throw new Error("the input fits");
    const audience = await prepared.audience(Object.create(null));
    expect(audience.recipients).toEqual(["anyone"]);
    expect(audience.content).toContain('mail("grace@example.com")');
  });

  it.each(["v()", "a b", "", "1a"])("takes no function called %j", async (name) => {
    await expect(call("script_run", { script_id: "1a", function: name })).rejects.toThrow(z.ZodError);
  });
});

describe("versions and deployments", () => {
  it("lists versions newest first with their words", async () => {
    const script_id = await create();
    expect((await call("script_manage_version", { action: "list", script_id })).text).toBe("No version.");
    await call("script_manage_version", { action: "create", script_id, description: "first" });
    const made = await call("script_manage_version", { action: "create", script_id });
    expect([made.text, made.data]).toEqual(["Created version 2.", { version: 2 }]);
    const { text } = await call("script_manage_version", { action: "list", script_id });
    expect(text).toMatch(/\|2\|[^|]+\|\|\n\|1\|[^|]+\|first\|$/);
  });

  it("describes who can use a deployment and how", async () => {
    const { script_id, deployment_id } = await deployed("function v() {}", {
      webapp: { access: "ANYONE_ANONYMOUS", executeAs: "USER_DEPLOYING" },
    });
    const { text } = await call("script_manage_deployment", { action: "list", script_id });
    expect(text).toContain("the saved code (for tests, fixed)");
    expect(text).toContain(
      `${deployment_id}: version 1; web app https://script.google.com/macros/s/${deployment_id}/exec for anyone, runs as who deployed it; API executable for only me`,
    );
  });

  it("keeps what an update does not name", async () => {
    const { script_id, deployment_id } = await deployed("function v() {}");
    await call("script_manage_version", { action: "create", script_id });
    const update = (change: Record<string, unknown>) =>
      call("script_manage_deployment", { action: "update", script_id, deployment_id, ...change });
    await update({ description: "For the shop" });
    expect((await update({ version: 2 })).text).toContain("version 2; For the shop");
    expect((await refusal(update({}))).code).toBe("invalid_input");
    expect((await refusal(update({ version: 7 }))).code).toBe("invalid_input");
  });

  it("deletes a deployment once", async () => {
    const { script_id, deployment_id } = await deployed("function v() {}");
    const remove = () => call("script_manage_deployment", { action: "delete", script_id, deployment_id });
    await remove();
    expect((await refusal(remove())).code).toBe("not_found");
  });

  it("passes on that the deployment of the saved code is fixed", async () => {
    const { script_id } = await deployed("function v() {}");
    const head = emulator.script.projects.get(script_id)?.deployments[0]?.id;
    const error = await refusal(call("script_manage_deployment", { action: "delete", script_id, deployment_id: head }));
    expect(error.message).toContain("Read-only deployments may not be modified");
  });

  it.each([
    [{ action: "create" }, "version"],
    [{ action: "delete" }, "deployment_id"],
    [{ action: "update", version: 1 }, "deployment_id"],
  ])("says what %j lacks", async (input, field) => {
    const error = await refusal(call("script_manage_deployment", { script_id: "1a", ...input }));
    expect(error).toMatchObject({ code: "invalid_input", message: `${field}: missing for this action` });
  });

  it("asks before publishing, not before looking or taking away", async () => {
    const tool = scriptTools.find(({ name }) => name === "script_manage_deployment");
    const reached = async (action: string) => {
      const prepared = tool?.prepare({ action, script_id: "1a", version: 1, deployment_id: "a" });
      if (!prepared?.ok) throw new Error("the input fits");
      return (await prepared.audience(Object.create(null))).recipients;
    };
    expect(await reached("create")).toEqual(["anyone"]);
    expect(await reached("update")).toEqual(["anyone"]);
    expect(await reached("list")).toEqual([]);
    expect(await reached("delete")).toEqual([]);
  });
});

describe("script_list_processes", () => {
  it("shows own runs and those of one script, by function and status", async () => {
    const { script_id } = await deployed("function good() {}\nfunction bad() { throw new Error('no'); }");
    await call("script_run", { script_id, function: "good" });
    await call("script_run", { script_id, function: "bad" });
    const all = await call("script_list_processes");
    expect(all.text).toMatch(/\|bad\|execution api\|failed\|0 s\|/);
    expect(all.text).toMatch(/\|good\|execution api\|completed\|/);
    const failed = await call("script_list_processes", { script_id, status: "failed" });
    expect(failed.text).toContain("|bad|");
    expect(failed.text).not.toContain("|good|");
    expect((await call("script_list_processes", { function: "good" })).text).not.toContain("|bad|");
  });

  it("keeps to a range of days in the account's time zone", async () => {
    const text = async (range: Record<string, unknown>) =>
      (await call("script_list_processes", range, { email: "ada@example.com" })).text;
    expect(await text({ from: "2020-01-01", to: "2020-12-31" })).toBe("No run.");
    expect(await text({ from: "2020-01-01" })).toContain("totalCost");
    const error = await refusal(call("script_list_processes", { from: "2026-02-02", to: "2026-02-01" }));
    expect(error.code).toBe("invalid_input");
  });

  it("gives page tokens", async () => {
    const first = await call("script_list_processes", { page_size: 2 }, { email: "ada@example.com" });
    const token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    const input = { page_size: 2, page_token: token };
    const second = await call("script_list_processes", input, { email: "ada@example.com" });
    expect(second.text.split("\n").filter((line) => line.startsWith("|")).length).toBeGreaterThan(2);
    expect((await refusal(call("script_list_processes", { page_token: "wrong" }))).code).toBe("invalid_input");
  });
});

it("passes on that the person has to switch the Apps Script API on", async () => {
  emulator.script.userSetting.enabled = false;
  const error = await refusal(call("script_create_project", { title: "x" }));
  expect(error.code).toBe("permission_denied");
  expect(error.message).toContain("https://script.google.com/home/usersettings");
});
