import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ApiResponse, EmulatedService } from "./api.ts";
import { ApiServer, type RecordedRequest } from "./api-server.ts";
import { type CalendarService, calendarService } from "./calendar/service.ts";
import { type ChatService, chatService } from "./chat/service.ts";
import { discoveryFolder, readDiscovery } from "./discovery.ts";
import { type DocsService, docsService } from "./docs/service.ts";
import { type DriveService, driveService } from "./drive/service.ts";
import { Faults } from "./faults.ts";
import { type FormsService, formsService } from "./forms/service.ts";
import { type GmailService, gmailService } from "./gmail/service.ts";
import { type MeetService, meetService } from "./meet/service.ts";
import { Network } from "./network.ts";
import { OAuthServer } from "./oauth.ts";
import { type PeopleService, peopleService } from "./people/service.ts";
import { Router } from "./router.ts";
import { type ScriptService, scriptService } from "./script/service.ts";
import { type SheetsService, sheetsService } from "./sheets/service.ts";
import { type SlidesService, slidesService } from "./slides/service.ts";
import { type TasksService, tasksService } from "./tasks/service.ts";
import { World } from "./world.ts";

/** A running Google of our own on loopback. */
export interface Emulator {
  /** `127.0.0.1:PORT`, for `GOOGLE_MCP_EMULATOR_HOST`. */
  host: string;
  origin: string;
  /** Whether requests are held against Google's API descriptions; without those, routes and tokens still are checked. */
  strict: boolean;
  world: World;
  oauth: OAuthServer;
  faults: Faults;
  network: Network;
  /** API requests in the order in which they came. */
  requests: RecordedRequest[];
  gmail: GmailService;
  drive: DriveService;
  calendar: CalendarService;
  docs: DocsService;
  sheets: SheetsService;
  slides: SlidesService;
  forms: FormsService;
  tasks: TasksService;
  people: PeopleService;
  chat: ChatService;
  meet: MeetService;
  script: ScriptService;
  /** Ends every resumable upload that is under way: its session is not found any more. */
  forgetUploads(): void;
  /** What a program needs in its environment to work with this emulator and its default client. */
  environment(home: string): Record<string, string>;
  close(): Promise<void>;
}

/** Starts an emulator on a free loopback port. */
export async function startEmulator(): Promise<Emulator> {
  const server = createServer();
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening server has an address");
  const host = `127.0.0.1:${address.port}`;
  const origin = `http://${host}`;
  const network = new Network(server, address.port);

  const world = new World();
  const drive = driveService(world);
  const services = {
    gmail: gmailService(world),
    drive,
    calendar: calendarService(world),
    docs: docsService(world, drive),
    sheets: sheetsService(world, drive),
    slides: slidesService(world, drive),
    forms: formsService(world, drive),
    tasks: tasksService(world),
    people: peopleService(world),
    chat: chatService(world),
    meet: meetService(world),
    script: scriptService(world, drive),
  };
  const { router, scopes, strict } = buildRouter(Object.values(services));
  const faults = new Faults();
  const oauth = await OAuthServer.create(world, origin, scopes, faults);
  const api = new ApiServer(router, oauth.grants, origin, faults);

  server.on("request", (request, response) => {
    if (network.hasForgotten(request.socket)) {
      request.socket.resetAndDestroy();
      return;
    }
    const url = new URL(request.url ?? "/", origin);
    response.setHeader("Date", new Date(world.now()).toUTCString());
    oauth
      .handle(request, response, url)
      .then((handled) => {
        if (handled) return undefined;
        const open = openContent(Object.values(services), request, url);
        return open ? sendOpen(response, open) : api.handle(request, response, url);
      })
      .catch((error: unknown) => {
        process.stderr.write(
          `emulator fault at ${request.method} ${url.pathname}: ${error instanceof Error ? error.stack : String(error)}\n`,
        );
        response.destroy();
      });
  });

  return {
    host,
    origin,
    strict,
    world,
    oauth,
    faults,
    network,
    requests: api.requests,
    forgetUploads: () => api.forgetUploads(),
    ...services,
    environment: (home) => ({
      GOOGLE_MCP_HOME: home,
      GOOGLE_MCP_EMULATOR_HOST: host,
      GOOGLE_CLIENT_ID: world.defaultClient.clientId,
      GOOGLE_CLIENT_SECRET: world.defaultClient.clientSecret,
    }),
    close: () => network.goAway(),
  };
}

function openContent(
  services: readonly EmulatedService[],
  request: IncomingMessage,
  url: URL,
): ApiResponse | undefined {
  for (const service of services) {
    const content = service.openContent?.(url.pathname, url.searchParams, request.headers);
    if (content) return content;
  }
  return undefined;
}

function sendOpen(response: ServerResponse, { status = 200, bytes, contentType = "text/plain" }: ApiResponse): void {
  response.writeHead(status, { "Content-Type": contentType });
  response.end(Buffer.isBuffer(bytes) ? bytes : undefined);
}

function buildRouter(services: readonly EmulatedService[]): {
  router: Router;
  scopes: ReadonlySet<string> | undefined;
  strict: boolean;
} {
  const folder = discoveryFolder();
  const router = new Router();
  const scopes = new Set<string>();
  for (const service of services) {
    const described = folder === undefined ? undefined : readDiscovery(folder, service.discovery);
    for (const method of described?.values() ?? []) for (const scope of method.scopes) scopes.add(scope);
    router.add(service, described);
  }
  return { router, scopes: folder === undefined ? undefined : scopes, strict: folder !== undefined };
}
