/** Measures speed and size of what is built; see bench.ts. */
import { bundleForNode, importBundled } from "../scripts/bundle.mjs";

const { bench } = await importBundled("bench/bench.ts");
process.exitCode = await bench(await bundleForNode("bench/emulator-child.ts"));
