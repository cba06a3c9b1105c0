import { createContext, runInContext } from "node:vm";
import type { StoredScriptFile } from "./state.ts";

const EXECUTION_ERROR = "type.googleapis.com/google.apps.script.v1.ExecutionError";
const EXECUTION_RESPONSE = "type.googleapis.com/google.apps.script.v1.ExecutionResponse";

/** Milliseconds that a function may run here. */
const LONGEST_RUN = 500;

export interface Run {
  /** What `scripts.run` answers with status 200, whether the function ended well or not. */
  operation: Record<string, unknown>;
  status: "COMPLETED" | "FAILED" | "TIMED_OUT";
}

/** Runs a function of the files in a context of its own, without any of Google's services. */
export function execute(files: readonly StoredScriptFile[], name: string, parameters: readonly unknown[]): Run {
  const context = createContext(Object.create(null));
  try {
    for (const file of files)
      if (file.type === "SERVER_JS") runInContext(file.source, context, { filename: file.name, timeout: LONGEST_RUN });
    if (runInContext(`typeof ${name}`, context) !== "function")
      return failed(3, { errorMessage: `Script function not found: ${name}`, errorType: "ScriptError" });
    const call = `JSON.stringify(${name}(...JSON.parse(${JSON.stringify(JSON.stringify(parameters))})))`;
    const result: unknown = runInContext(call, context, { timeout: LONGEST_RUN });
    const response = {
      "@type": EXECUTION_RESPONSE,
      ...(typeof result === "string" && { result: JSON.parse(result) }),
    };
    return { operation: { done: true, response }, status: "COMPLETED" };
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): Run {
  const { name, message, stack, code } = partsOf(error);
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
    return failed(10, { errorMessage: "Exceeded maximum execution time", errorType: "ScriptError" });
  const scriptStackTraceElements = [...stack.matchAll(/^\s+at (\S+) \(([^/:]+):(\d+):\d+\)$/gm)].map(
    ([, called, , line]) => ({
      function: called,
      lineNumber: Number(line),
    }),
  );
  return failed(3, {
    errorMessage: `${name}: ${message}`,
    errorType: "ScriptError",
    ...(scriptStackTraceElements.length > 0 && { scriptStackTraceElements }),
  });
}

/** What was thrown comes from another context, so that it is no `Error` here. */
function partsOf(error: unknown): { name: string; message: string; stack: string; code: string } {
  const text = (key: string) =>
    typeof error === "object" && error !== null ? String(Reflect.get(error, key) ?? "") : "";
  if (typeof error !== "object") return { name: "Error", message: String(error), stack: "", code: "" };
  return { name: text("name"), message: text("message"), stack: text("stack"), code: text("code") };
}

function failed(code: number, details: Record<string, unknown>): Run {
  return {
    operation: {
      done: true,
      error: { code, message: "ScriptError", details: [{ "@type": EXECUTION_ERROR, ...details }] },
    },
    status: code === 10 ? "TIMED_OUT" : "FAILED",
  };
}
