import { AuthorizedClient, type RequestScope } from "./authorized-client.ts";
import type { GoogleClients } from "./clients.ts";

/**
 * Makes the clients of one call. Each service's code is loaded when it is first asked for.
 * @param emulatorOrigin where every request goes instead of to Google, with its path kept
 */
export function createGoogleClients(requestScope: RequestScope, emulatorOrigin?: string): GoogleClients {
  const auth = new AuthorizedClient(requestScope);
  const options = emulatorOrigin ? { auth, rootUrl: `${emulatorOrigin}/` } : { auth };
  return {
    gmail: once(async () => {
      const { gmail_v1 } = await import("googleapis/build/src/apis/gmail/v1.js");
      return new gmail_v1.Gmail(options);
    }),
    drive: once(async () => {
      const { drive_v3 } = await import("googleapis/build/src/apis/drive/v3.js");
      return new drive_v3.Drive(options);
    }),
    calendar: once(async () => {
      const { calendar_v3 } = await import("googleapis/build/src/apis/calendar/v3.js");
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
