import type { Service } from "../../scopes.ts";

/** One thing to do in Google's console: where, and what. */
export interface ConsolePage {
  readonly title: string;
  readonly url: string;
  readonly todo: readonly string[];
}

/** The API behind each service, by the name under which the console enables it. */
const APIS: Readonly<Record<Service, string>> = {
  gmail: "gmail.googleapis.com",
  drive: "drive.googleapis.com",
  calendar: "calendar-json.googleapis.com",
  docs: "docs.googleapis.com",
  sheets: "sheets.googleapis.com",
  slides: "slides.googleapis.com",
  forms: "forms.googleapis.com",
  tasks: "tasks.googleapis.com",
  contacts: "people.googleapis.com",
  chat: "chat.googleapis.com",
  meet: "meet.googleapis.com",
  script: "script.googleapis.com",
};

/** The way from nothing to an OAuth client, for exactly these services. */
export function consolePages(services: readonly Service[]): ConsolePage[] {
  const apis = services.map((service) => APIS[service]).join(",");
  return [
    {
      title: "Make a project",
      url: "https://console.cloud.google.com/projectcreate",
      todo: ["Any name will do. It costs nothing."],
    },
    {
      title: "Enable the APIs",
      url: `https://console.cloud.google.com/flows/enableapi?apiid=${apis}`,
      todo: ["Choose the project you have just made, then press Next and Enable."],
    },
    {
      title: "Set up the consent screen",
      url: "https://console.cloud.google.com/auth/overview/create",
      todo: [
        "Audience: Internal where your company's Workspace offers it, else External.",
        "External begins in Testing: then Google ends each sign-in after seven days. To avoid that, press Publish app",
        "under https://console.cloud.google.com/auth/audience: for your own use no review is needed, and you pass the",
        "warning at sign-in with Advanced. To stay in Testing, add yourself there as a test user.",
        ...(services.includes("chat")
          ? [
              "Chat needs an app as well: name one at https://console.cloud.google.com/apis/api/chat.googleapis.com/hangouts-chat",
            ]
          : []),
      ],
    },
    {
      title: "Make the OAuth client",
      url: "https://console.cloud.google.com/auth/clients/create",
      todo: ["Application type: Desktop app. Then press Download JSON."],
    },
  ];
}
