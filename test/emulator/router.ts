import type { EmulatedService, Route } from "./api.ts";
import type { DiscoveredMethod } from "./discovery.ts";

/** A route with the method's description, when the discovery documents are there. */
export interface ServedRoute {
  methodId: string;
  route: Route;
  described: DiscoveredMethod | undefined;
  /** Host name of the API. */
  service: string;
}

export interface RouteMatch extends ServedRoute {
  path: Record<string, string>;
  /** Whether content comes by it: `/upload/…`. */
  upload: boolean;
}

interface CompiledRoute extends ServedRoute {
  pattern: RegExp;
  names: string[];
  reserved: RegExp | undefined;
}

/** Finds the method that a request is for. */
export class Router {
  readonly #routes: CompiledRoute[] = [];

  add(service: EmulatedService, described: ReadonlyMap<string, DiscoveredMethod> | undefined): void {
    for (const [methodId, route] of Object.entries(service.routes)) {
      const method = described?.get(methodId);
      if (described && !method) throw new Error(`${methodId} is not in Google's API description`);
      if (method && (method.fullPath !== route.path || method.httpMethod !== route.verb)) {
        throw new Error(
          `${methodId} is served at ${method.httpMethod} ${method.fullPath}, not at ${route.verb} ${route.path}`,
        );
      }
      if (method && route.reserved !== undefined && !hasPattern(method, route.reserved))
        throw new Error(`${methodId} has no parameter like ${route.reserved}`);
      this.#routes.push({
        methodId,
        route,
        described: method,
        service: method?.service ?? `${service.discovery.split("-")[0]}.googleapis.com`,
        ...compile(route.path),
        reserved: route.reserved === undefined ? undefined : new RegExp(route.reserved),
      });
    }
    // `files/generateIds` before `files/{fileId}`.
    this.#routes.sort((a, b) => a.names.length - b.names.length);
  }

  /** Whether a path such as `/gmail/v1` is where an API that is served here begins. */
  serves(prefix: string): boolean {
    return this.#routes.some(({ route }) => route.path.startsWith(`${prefix}/`));
  }

  /** @param continues whether the request goes on with a resumable upload, which is a `PUT` whatever began it */
  match(verb: string, pathname: string, continues = false): RouteMatch | undefined {
    const upload = /^(\/resumable)?\/upload\//.test(pathname);
    const path = pathname.replace(/^(\/resumable)?\/upload\//, "/");
    for (const route of this.#routes) {
      const ownVerb = route.route.verb === verb || (continues && upload && verb === "PUT");
      const found = ownVerb ? route.pattern.exec(path) : null;
      if (!found) continue;
      if (upload && !takesContent(route)) continue;
      const values = found.slice(1).map(decoded);
      if (values.includes(undefined)) continue;
      if (route.reserved && !values.some((value) => route.reserved?.test(value ?? ""))) continue;
      return {
        ...route,
        upload,
        path: Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? ""])),
      };
    }
    return undefined;
  }
}

/** Whether content can be uploaded by a route; without Google's description, whether it could be. */
function takesContent({ described, route }: { described: DiscoveredMethod | undefined; route: Route }): boolean {
  return described ? described.mediaUpload !== undefined : route.verb !== "GET" && route.verb !== "DELETE";
}

function hasPattern(method: DiscoveredMethod, pattern: string): boolean {
  return Object.values(method.parameters).some((parameter) => parameter.pattern === pattern);
}

function compile(path: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const pattern = path.replace(/[.$]/g, "\\$&").replace(/\{(\+?)(\w+)\}/g, (_, reserved, name) => {
    names.push(name);
    return reserved ? "(.+)" : "([^/]+)";
  });
  return { pattern: new RegExp(`^${pattern}$`), names };
}

/** The value of a path's part; undefined when its percent-encoding is broken. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
