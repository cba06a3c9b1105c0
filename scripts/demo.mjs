/** Shows the main job against the emulator; see demo.ts. */
import { importBundled } from "./bundle.mjs";

const { demo } = await importBundled("scripts/demo.ts");
await demo();
