import type { EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import type { ServiceWorld } from "../world.ts";

export interface ScriptService extends EmulatedService {}

/** The Apps Script API. */
export function scriptService(_world: ServiceWorld, _drive: DriveService): ScriptService {
  return { discovery: "script-v1", routes: {} };
}
