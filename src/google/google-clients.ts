import { AuthorizedClient, type RequestScope } from "./authorized-client.ts";
import { BatchingClient } from "./batching-client.ts";
import type { GoogleClients } from "./clients.ts";
import { fetchPicture } from "./picture.ts";

/**
 * Google's code for each service, loaded when it is first asked for. It is CommonJS, of which a bundle knows only the
 * default export; to import it anew for every call would take a tenth of a millisecond.
 */
const APIS = {
  gmail: once(async () => (await import("googleapis/build/src/apis/gmail/v1.js")).default.gmail_v1),
  drive: once(async () => (await import("googleapis/build/src/apis/drive/v3.js")).default.drive_v3),
  calendar: once(async () => (await import("googleapis/build/src/apis/calendar/v3.js")).default.calendar_v3),
  docs: once(async () => (await import("googleapis/build/src/apis/docs/v1.js")).default.docs_v1),
  sheets: once(async () => (await import("googleapis/build/src/apis/sheets/v4.js")).default.sheets_v4),
  slides: once(async () => (await import("googleapis/build/src/apis/slides/v1.js")).default.slides_v1),
  forms: once(async () => (await import("googleapis/build/src/apis/forms/v1.js")).default.forms_v1),
  tasks: once(async () => (await import("googleapis/build/src/apis/tasks/v1.js")).default.tasks_v1),
  people: once(async () => (await import("googleapis/build/src/apis/people/v1.js")).default.people_v1),
  chat: once(async () => (await import("googleapis/build/src/apis/chat/v1.js")).default.chat_v1),
  meet: once(async () => (await import("googleapis/build/src/apis/meet/v2.js")).default.meet_v2),
  script: once(async () => (await import("googleapis/build/src/apis/script/v1.js")).default.script_v1),
};

/** Makes the clients of one call. */
export function createGoogleClients(requestScope: RequestScope): GoogleClients {
  const auth = new AuthorizedClient(requestScope);
  const batching = (address: string) => ({ auth: new BatchingClient(requestScope, address) });
  return {
    gmail: once(async () => new (await APIS.gmail()).Gmail({ auth })),
    drive: once(async () => new (await APIS.drive()).Drive({ auth })),
    calendar: once(async () => new (await APIS.calendar()).Calendar({ auth })),
    docs: once(async () => new (await APIS.docs()).Docs({ auth })),
    sheets: once(async () => new (await APIS.sheets()).Sheets({ auth })),
    slides: once(async () => new (await APIS.slides()).Slides({ auth })),
    forms: once(async () => new (await APIS.forms()).Forms({ auth })),
    tasks: once(async () => new (await APIS.tasks()).Tasks({ auth })),
    people: once(async () => new (await APIS.people()).People({ auth })),
    chat: once(async () => new (await APIS.chat()).Chat({ auth })),
    meet: once(async () => new (await APIS.meet()).Meet({ auth })),
    script: once(async () => new (await APIS.script()).Script({ auth })),
    batched: {
      gmail: once(async () => new (await APIS.gmail()).Gmail(batching("https://gmail.googleapis.com/batch/gmail/v1"))),
      calendar: once(
        async () => new (await APIS.calendar()).Calendar(batching("https://www.googleapis.com/batch/calendar/v3")),
      ),
    },
    transfer: (request) => auth.transfer(request),
    fetchContent: (request) => auth.fetchContent(request),
    picture: (address) => fetchPicture(requestScope.transport, address, requestScope.signal),
  };
}

/** Clients that are not there: asking for one is a fault of the program, told with `why`. */
export function refusingClients(why: string): GoogleClients {
  const refuse = () => Promise.reject(new Error(why));
  return {
    gmail: refuse,
    drive: refuse,
    calendar: refuse,
    docs: refuse,
    sheets: refuse,
    slides: refuse,
    forms: refuse,
    tasks: refuse,
    people: refuse,
    chat: refuse,
    meet: refuse,
    script: refuse,
    batched: { gmail: refuse, calendar: refuse },
    transfer: refuse,
    fetchContent: refuse,
    picture: refuse,
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
