/**
 * Shows the product against the emulator; see demo.ts.
 * Usage: node scripts/demo.mjs [--write FILE]
 */
import { importBundled } from "./bundle.mjs";

const at = process.argv.indexOf("--write");
const { demo } = await importBundled("scripts/demo.ts");
await demo(at < 0 ? undefined : process.argv[at + 1]);
