import type { EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import type { ServiceWorld } from "../world.ts";

export interface SlidesService extends EmulatedService {}

/** The Slides API. */
export function slidesService(_world: ServiceWorld, _drive: DriveService): SlidesService {
  return { discovery: "slides-v1", routes: {} };
}
