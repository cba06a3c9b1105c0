import { AuthorizedClient, type RequestScope } from "./authorized-client.ts";
import { BatchingClient } from "./batching-client.ts";
import type { GoogleClients } from "./clients.ts";
import { fetchPicture } from "./picture.ts";

/**
 * Makes the clients of one call. Each service's code is loaded when it is first asked for; it is CommonJS, of which a
 * bundle knows only the default export.
 */
export function createGoogleClients(requestScope: RequestScope): GoogleClients {
  const auth = new AuthorizedClient(requestScope);
  const options = { auth };
  return {
    gmail: once(() => makeGmail(auth)),
    drive: once(async () => {
      const {
        default: { drive_v3 },
      } = await import("googleapis/build/src/apis/drive/v3.js");
      return new drive_v3.Drive(options);
    }),
    calendar: once(() => makeCalendar(auth)),
    batched: {
      gmail: once(() => makeGmail(new BatchingClient(requestScope, "https://gmail.googleapis.com/batch/gmail/v1"))),
      calendar: once(() =>
        makeCalendar(new BatchingClient(requestScope, "https://www.googleapis.com/batch/calendar/v3")),
      ),
    },
    docs: once(async () => {
      const {
        default: { docs_v1 },
      } = await import("googleapis/build/src/apis/docs/v1.js");
      return new docs_v1.Docs(options);
    }),
    sheets: once(async () => {
      const {
        default: { sheets_v4 },
      } = await import("googleapis/build/src/apis/sheets/v4.js");
      return new sheets_v4.Sheets(options);
    }),
    slides: once(async () => {
      const {
        default: { slides_v1 },
      } = await import("googleapis/build/src/apis/slides/v1.js");
      return new slides_v1.Slides(options);
    }),
    forms: once(async () => {
      const {
        default: { forms_v1 },
      } = await import("googleapis/build/src/apis/forms/v1.js");
      return new forms_v1.Forms(options);
    }),
    tasks: once(async () => {
      const {
        default: { tasks_v1 },
      } = await import("googleapis/build/src/apis/tasks/v1.js");
      return new tasks_v1.Tasks(options);
    }),
    people: once(async () => {
      const {
        default: { people_v1 },
      } = await import("googleapis/build/src/apis/people/v1.js");
      return new people_v1.People(options);
    }),
    chat: once(async () => {
      const {
        default: { chat_v1 },
      } = await import("googleapis/build/src/apis/chat/v1.js");
      return new chat_v1.Chat(options);
    }),
    meet: once(async () => {
      const {
        default: { meet_v2 },
      } = await import("googleapis/build/src/apis/meet/v2.js");
      return new meet_v2.Meet(options);
    }),
    script: once(async () => {
      const {
        default: { script_v1 },
      } = await import("googleapis/build/src/apis/script/v1.js");
      return new script_v1.Script(options);
    }),
    transfer: (request) => auth.transfer(request),
    picture: (address) => fetchPicture(requestScope.transport, address, requestScope.signal),
  };
}

async function makeGmail(auth: AuthorizedClient): ReturnType<GoogleClients["gmail"]> {
  const {
    default: { gmail_v1 },
  } = await import("googleapis/build/src/apis/gmail/v1.js");
  return new gmail_v1.Gmail({ auth });
}

async function makeCalendar(auth: AuthorizedClient): ReturnType<GoogleClients["calendar"]> {
  const {
    default: { calendar_v3 },
  } = await import("googleapis/build/src/apis/calendar/v3.js");
  return new calendar_v3.Calendar({ auth });
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
