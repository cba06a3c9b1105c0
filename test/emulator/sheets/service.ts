import type { EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import type { ServiceWorld } from "../world.ts";

export interface SheetsService extends EmulatedService {}

/** The Sheets API. */
export function sheetsService(_world: ServiceWorld, _drive: DriveService): SheetsService {
  return { discovery: "sheets-v4", routes: {} };
}
