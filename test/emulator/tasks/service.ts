import type { EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";

export interface TasksService extends EmulatedService {}

/** The Tasks API. */
export function tasksService(_world: ServiceWorld): TasksService {
  return { discovery: "tasks-v1", routes: {} };
}
