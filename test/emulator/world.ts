import { createHash } from "node:crypto";
import type { EmulatedAccount } from "./api.ts";

/** What a service knows of the rest of the emulator. */
export interface ServiceWorld {
  account(email: string): EmulatedAccount | undefined;
  accounts(): EmulatedAccount[];
  /** Milliseconds since the epoch, by the emulator's own clock. */
  now(): number;
}

/** An OAuth client as the console would have made it. */
export interface EmulatedClient {
  clientId: string;
  clientSecret: string;
  type: "desktop" | "web";
  redirectUris: string[];
}

/** Accounts, OAuth clients and the clock of one emulator. */
export class World implements ServiceWorld {
  readonly #accounts = new Map<string, EmulatedAccount>();
  readonly clients = new Map<string, EmulatedClient>();
  #offsetMs = 0;

  constructor() {
    this.addAccount({ email: "ada@example.com", name: "Ada Example", hostedDomain: "example.com" });
    this.addClient({
      clientId: "123456789012-desktopclient.apps.googleusercontent.com",
      clientSecret: "GOCSPX-emulated-desktop-secret",
      type: "desktop",
      redirectUris: ["http://localhost"],
    });
  }

  addAccount(account: { email: string } & Partial<EmulatedAccount>): EmulatedAccount {
    const whole: EmulatedAccount = {
      sub: subjectOf(account.email),
      name: account.email,
      emailVerified: true,
      timeZone: "Europe/Berlin",
      ...account,
    };
    this.#accounts.set(whole.email, whole);
    return whole;
  }

  addClient(client: EmulatedClient): void {
    this.clients.set(client.clientId, client);
  }

  /** The client that tests use unless they need another. */
  get defaultClient(): EmulatedClient {
    const [client] = this.clients.values();
    if (!client) throw new Error("the world has no OAuth client");
    return client;
  }

  account(email: string): EmulatedAccount | undefined {
    return this.#accounts.get(email);
  }

  accounts(): EmulatedAccount[] {
    return [...this.#accounts.values()];
  }

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Moves the emulator's clock; tokens and codes age by it. */
  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}

/** 21 digits, always the same for an address. */
function subjectOf(email: string): string {
  const digest = createHash("sha256").update(email).digest("hex");
  return `1${BigInt(`0x${digest}`)}`.slice(0, 21);
}
