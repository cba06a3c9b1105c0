import * as modules from "node:module";
import { setFlagsFromString } from "node:v8";

/**
 * Leaves V8's middle compiler out from here on, which other threads run: what it takes there, up to a sixth of this
 * process, is not given back. For calls that wait for a network the other two compilers do. Called when the first call
 * has been answered, because the code of a start is kept compiled for the settings under which it was loaded: that is
 * written before. Nodes that cannot write it then have no middle compiler, or keep it.
 */
export function leaveOutMiddleCompiler(): void {
  if (!("flushCompileCache" in modules) || typeof modules.flushCompileCache !== "function") return;
  modules.flushCompileCache();
  setFlagsFromString("--no-maglev");
}
