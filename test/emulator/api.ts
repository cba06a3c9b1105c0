import type { Readable } from "node:stream";

/** A person with a Google account in the emulator. */
export interface EmulatedAccount {
  email: string;
  /** Google's stable id: 21 digits. */
  sub: string;
  name: string;
  emailVerified: boolean;
  /** The Workspace domain, absent for a consumer account. */
  hostedDomain?: string;
  /** IANA time zone of the person's calendar. */
  timeZone: string;
}

/** One API request after the core has matched its route and checked token, scopes, parameters and body. */
export interface ApiRequest {
  /** Discovery id of the method, such as `gmail.users.messages.list`. */
  methodId: string;
  account: EmulatedAccount;
  /** Scopes of the access token that came with it. */
  scopes: readonly string[];
  /** OAuth client that the token was issued to; `drive.file` reaches only what this client made. */
  clientId: string;
  path: Readonly<Record<string, string>>;
  /** Every query parameter with all its values; `fields` is already taken care of by the core. */
  query: URLSearchParams;
  /** The parsed JSON body, undefined when there is none. */
  body: unknown;
  /** The content that came through an `/upload/` path or a multipart body. */
  media: { mimeType: string; content: Buffer } | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** Origin of the emulator, for links that answers hold. */
  origin: string;
}

/** What a handler answers: JSON (a partial response is cut from it by the core), or bytes, or nothing (204). */
export interface ApiResponse {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  bytes?: Buffer | Readable;
  contentType?: string;
}

export interface Route {
  verb: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path as Google serves it, such as `/gmail/v1/users/{userId}/messages/{id}`. */
  path: string;
  /** Pattern of the path's reserved part (`{+name}`), as the discovery document has it, where methods share one path. */
  reserved?: string;
  handle(request: ApiRequest): ApiResponse | Promise<ApiResponse>;
}

/** One API: which discovery document describes it, and a route for each method that it emulates. */
export interface EmulatedService {
  /** Name of the discovery document without `.json`, such as `gmail-v1`. */
  discovery: string;
  /** By discovery method id. A method with an upload path is reached there under the same id. */
  routes: Readonly<Record<string, Route>>;
  /** What Google serves for it from a host of content, without a token; undefined where nothing is. */
  openContent?(
    path: string,
    query: URLSearchParams,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): ApiResponse | undefined;
}

/** Thrown by a handler: becomes an error body of Google's shape. */
export class ApiError extends Error {
  /**
   * @param status HTTP status
   * @param reason legacy reason (`notFound`, `invalid`, `required`, `insufficientPermissions`, …)
   * @param message Google's own wording for this error
   */
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly details: {
      domain?: string;
      location?: string;
      locationType?: string;
      grpcStatus?: string;
      /** What is wrong with which field, as Google's newer API front end lists it. */
      fieldViolations?: { field?: string; description: string }[];
    } = {},
  ) {
    super(message);
  }
}
