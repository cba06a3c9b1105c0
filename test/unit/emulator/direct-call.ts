import { z } from "zod";
import {
  ApiError,
  type ApiRequest,
  type ApiResponse,
  type EmulatedAccount,
  type EmulatedService,
} from "../../emulator/api.ts";
import type { ServiceWorld } from "../../emulator/world.ts";

/** When everything in these tests happens. */
export const NOW = Date.parse("2026-03-10T12:00:00Z");

export const ADA: EmulatedAccount = {
  email: "ada@example.com",
  sub: "100000000000000000001",
  name: "Ada Example",
  emailVerified: true,
  hostedDomain: "example.com",
  timeZone: "Europe/Berlin",
};

export const GRACE: EmulatedAccount = {
  ...ADA,
  email: "grace@example.com",
  sub: "100000000000000000002",
  name: "Grace Example",
};

/** A world of two accounts whose clock stands still. */
export function smallWorld(): ServiceWorld {
  const accounts = [ADA, GRACE];
  return {
    account: (email) => accounts.find((account) => account.email === email),
    accounts: () => accounts,
    now: () => NOW,
  };
}

export interface DirectCall {
  path?: Record<string, string>;
  query?: Record<string, string | string[]>;
  body?: unknown;
  media?: { mimeType: string; content: Buffer };
  headers?: Record<string, string>;
  scopes?: string[];
  account?: EmulatedAccount;
  clientId?: string;
}

/** A handler called without the HTTP server: what it answers, or the refusal that it throws. */
export async function call(service: EmulatedService, methodId: string, given: DirectCall = {}): Promise<ApiResponse> {
  const route = service.routes[methodId];
  if (!route) throw new Error(`no route for ${methodId}`);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query ?? {}))
    for (const one of [value].flat()) query.append(name, one);
  const request: ApiRequest = {
    methodId,
    account: given.account ?? ADA,
    scopes: given.scopes ?? [],
    clientId: given.clientId ?? "1234-client.apps.googleusercontent.com",
    path: given.path ?? {},
    query,
    body: given.body,
    media: given.media,
    headers: given.headers ?? {},
    origin: "http://127.0.0.1:1",
  };
  return route.handle(request);
}

/** What a refusal says, in the parts that tests look at. */
export async function refusal(
  answer: Promise<unknown>,
): Promise<{ status: number; reason: string; message: string; location?: string }> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, reason, message, details } = error;
    return { status, reason, message, ...(details.location !== undefined && { location: details.location }) };
  }
  throw new Error("the request was not refused");
}

/** The JSON of an answer, read with a schema. */
export function jsonOf<Schema extends z.ZodType>({ json }: ApiResponse, schema: Schema): z.output<Schema> {
  return schema.parse(json);
}

/** The bytes of an answer. */
export function bytesOf({ bytes }: ApiResponse): Buffer {
  return z.instanceof(Buffer).parse(bytes);
}
