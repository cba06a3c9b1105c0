import { startEmulator } from "./emulator.ts";

/** Runs the emulator alone, until its stdin closes or it is interrupted; prints what a program needs to work with it. */
const emulator = await startEmulator();
process.stdout.write(`GOOGLE_MCP_EMULATOR_HOST=${emulator.host}\n`);
process.stdout.write(`GOOGLE_CLIENT_ID=${emulator.world.defaultClient.clientId}\n`);
process.stdout.write(`GOOGLE_CLIENT_SECRET=${emulator.world.defaultClient.clientSecret}\n`);
process.on("SIGINT", () => void emulator.close().then(() => process.exit(0)));
