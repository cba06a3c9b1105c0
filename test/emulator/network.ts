import type { Server } from "node:http";
import type { Socket } from "node:net";

/** The network between the emulator and its clients, which may fail as a laptop's does. */
export class Network {
  readonly #server: Server;
  readonly #port: number;
  readonly #connections = new Set<Socket>();
  #forgotten = new WeakSet<Socket>();

  /** @param server one that listens on the port already */
  constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
    server.on("connection", (socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
  }

  /** Closes every connection, as a server does with those that are idle. */
  closeConnections(): void {
    this.#server.closeAllConnections();
  }

  /**
   * Forgets every connection that is open, as a server or a router does whose word of it never reached a computer that
   * slept: to the other side it looks open, until what is sent on it is answered with a reset (RFC 9293 section 3.5.2).
   */
  forgetConnections(): void {
    this.#forgotten = new WeakSet(this.#connections);
  }

  hasForgotten(connection: Socket): boolean {
    return this.#forgotten.has(connection);
  }

  /** Closes every connection and refuses new ones, until {@link comeBack}. */
  goAway(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Listens on the same port again. */
  comeBack(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }
}
