import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import type { meet_v2 } from "googleapis/build/src/apis/meet/v2.js";
import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import type { script_v1 } from "googleapis/build/src/apis/script/v1.js";
import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import type { tasks_v1 } from "googleapis/build/src/apis/tasks/v1.js";
import type { Picture } from "./picture.ts";
import type { FetchContent, Transfer } from "./transfer.ts";

/**
 * The APIs of one account, authorized, bound to one call's abort signal. A service's code is loaded when it is first
 * asked for. Requests that fail throw a {@link ToolError} that says what Google refused and what to do.
 */
export interface GoogleClients {
  gmail(): Promise<gmail_v1.Gmail>;
  drive(): Promise<drive_v3.Drive>;
  calendar(): Promise<calendar_v3.Calendar>;
  docs(): Promise<docs_v1.Docs>;
  sheets(): Promise<sheets_v4.Sheets>;
  slides(): Promise<slides_v1.Slides>;
  forms(): Promise<forms_v1.Forms>;
  tasks(): Promise<tasks_v1.Tasks>;
  people(): Promise<people_v1.People>;
  chat(): Promise<chat_v1.Chat>;
  meet(): Promise<meet_v2.Meet>;
  script(): Promise<script_v1.Script>;
  /** For reading many things: requests that are made at once travel as one. Each is answered and fails by itself. */
  batched: Pick<GoogleClients, "gmail" | "calendar">;
  /** For uploads of large or streamed content, which the generated clients cannot do. */
  transfer: Transfer;
  /** For downloads, whole or by ranges, however large. */
  fetchContent: FetchContent;
  /** Fetches a picture from the address that an answer named, on Google's host for content, without a token. */
  picture(address: string): Promise<Picture>;
}
