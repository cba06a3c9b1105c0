import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";

/**
 * The APIs of one account, authorized, bound to one call's abort signal. A service's code is loaded when it is first
 * asked for. Requests that fail throw a {@link ToolError} that says what Google refused and what to do.
 */
export interface GoogleClients {
  gmail(): Promise<gmail_v1.Gmail>;
  drive(): Promise<drive_v3.Drive>;
  calendar(): Promise<calendar_v3.Calendar>;
}
