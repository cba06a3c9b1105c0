import type { EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";

export interface MeetService extends EmulatedService {}

/** The Meet API. */
export function meetService(_world: ServiceWorld): MeetService {
  return { discovery: "meet-v2", routes: {} };
}
