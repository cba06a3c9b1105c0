import type { EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import type { ServiceWorld } from "../world.ts";

export interface FormsService extends EmulatedService {}

/** The Forms API. */
export function formsService(_world: ServiceWorld, _drive: DriveService): FormsService {
  return { discovery: "forms-v1", routes: {} };
}
