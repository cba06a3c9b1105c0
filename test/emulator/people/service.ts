import type { EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";

export interface PeopleService extends EmulatedService {}

/** The Contacts API. */
export function peopleService(_world: ServiceWorld): PeopleService {
  return { discovery: "people-v1", routes: {} };
}
