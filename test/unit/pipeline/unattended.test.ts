import { expect, it } from "vitest";
import type { Dialogue } from "../../../src/pipeline/dialogue.ts";
import { pipelineOf, refusal, SILENT, testTool } from "./harness.ts";

/** The pipeline with nobody signed in, and how many sign-ins it has started. */
function signedOut() {
  const started = { times: 0 };
  const desk = {
    startSignIn: async () => {
      started.times += 1;
      return { url: "https://accounts.example.com/", opened: true, shown: true, expiresInMs: 1_000 };
    },
    signInEnded: () => Promise.resolve(),
  };
  return { started, run: pipelineOf({ records: async () => [], signInOnCall: { desk, enabled: true, waitMs: 1 } }) };
}

it("a call for which nobody waits starts no sign-in; any other does", async () => {
  const { started, run } = signedOut();
  const unattended: Dialogue = { ...SILENT, unattended: true };
  expect(await refusal(run(testTool(), {}, { dialogue: unattended }))).toMatchObject({ code: "not_signed_in" });
  expect(started.times).toBe(0);
  expect(await refusal(run(testTool()))).toMatchObject({ code: "not_signed_in" });
  expect(started.times).toBe(1);
});
