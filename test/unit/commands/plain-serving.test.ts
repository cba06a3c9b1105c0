import { describe, expect, it } from "vitest";
import { plainServing } from "../../../src/commands/plain-serving.ts";
import { createProgram } from "../../../src/commands/program.ts";

/** What commander makes of a command line; undefined when it does not come to serving. */
async function byCommander(args: readonly string[]): Promise<unknown> {
  const program = createProgram().configureOutput({ writeOut() {}, writeErr() {} });
  let served: unknown;
  for (const command of program.commands) {
    command.configureOutput({ writeOut() {}, writeErr() {} });
    command.action(() => {
      served = command.name() === "serve" ? command.opts() : undefined;
    });
  }
  await program.parseAsync([...args], { from: "user" }).catch(() => {});
  return served;
}

const given = (options: object | undefined) => options && JSON.parse(JSON.stringify(options));

describe("a command line that serves, read without commander", () => {
  it.each([
    [[]],
    [["serve"]],
    [["--tier", "complete"]],
    [["serve", "--tier=extended", "--read-only", "--services", "gmail,calendar"]],
    [["serve", "--tools", "gmail_send", "--exclude-tools", "drive_delete,gmail_send"]],
    [["serve", "--allow-dir", "/a", "--allow-dir", "/b"]],
    [["--tier", "core", "--tier", "complete"]],
    [["--services", ""]],
    [["--services="]],
  ])("gives what commander gives: %j", async (args) => {
    expect(given(plainServing(args))).toEqual(given(Object(await byCommander(args))));
  });

  it.each([
    [["--help"]],
    [["serve", "--help"]],
    [["--version"]],
    [["status"]],
    [["tools", "--tier", "core"]],
    [["serve", "serve"]],
    [["serve", "more"]],
    [["--tier"]],
    [["--teir", "core"]],
    [["--read-only=yes"]],
    [["--no-read-only"]],
    [["--tier", "--read-only"]],
  ])("leaves to commander: %j", (args) => {
    expect(plainServing(args)).toBeUndefined();
  });

  it("knows every option of serve", () => {
    const serve = createProgram().commands.find((command) => command.name() === "serve");
    const options = serve?.options.map(({ long, required }) => [String(long), ...(required ? ["x"] : [])]) ?? [];
    expect(options.length).toBeGreaterThan(0);
    for (const args of options) expect(plainServing(args), args.join(" ")).toBeDefined();
  });
});
