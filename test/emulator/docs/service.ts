import type { EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import type { ServiceWorld } from "../world.ts";

export interface DocsService extends EmulatedService {}

/** The Docs API. */
export function docsService(_world: ServiceWorld, _drive: DriveService): DocsService {
  return { discovery: "docs-v1", routes: {} };
}
