import { AuthorizedClient, type RequestScope } from "./authorized-client.ts";
import type { GoogleClients } from "./clients.ts";

/**
 * Makes the clients of one call. Each service's code is loaded when it is first asked for; it is CommonJS, of which a
 * bundle knows only the default export.
 */
export function createGoogleClients(requestScope: RequestScope): GoogleClients {
  const options = { auth: new AuthorizedClient(requestScope) };
  return {
    gmail: once(async () => {
      const {
        default: { gmail_v1 },
      } = await import("googleapis/build/src/apis/gmail/v1.js");
      return new gmail_v1.Gmail(options);
    }),
    drive: once(async () => {
      const {
        default: { drive_v3 },
      } = await import("googleapis/build/src/apis/drive/v3.js");
      return new drive_v3.Drive(options);
    }),
    calendar: once(async () => {
      const {
        default: { calendar_v3 },
      } = await import("googleapis/build/src/apis/calendar/v3.js");
      return new calendar_v3.Calendar(options);
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
