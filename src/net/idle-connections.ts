import type { Agent } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Milliseconds by the clock that a connection may be idle and still be used. While a computer sleeps, the other side
 * closes what is idle, and its word of it is lost: what is sent on such a connection gets no answer, and of a request
 * that changes something nobody can say whether it was done.
 */
const LONGEST_IDLE_MS = 3 * 60_000;

/**
 * Notes from when on each of an agent's connections is idle.
 * @returns closes those that have been so for too long; to be called before each request
 */
export function longIdleCloser(agent: Agent): () => void {
  const idleSince = new WeakMap<Duplex, number>();
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    idleSince.set(socket, Date.now());
    return keep(socket);
  };
  return () => {
    // The clock that a person sets: of the other one, some systems leave out the sleep.
    const now = Date.now();
    for (const sockets of Object.values(agent.freeSockets)) {
      const isLongIdle = (socket: Duplex) => now - (idleSince.get(socket) ?? now) > LONGEST_IDLE_MS;
      // The one that was idle last is the last of them; the agent passes over closed ones only at the beginning.
      for (const socket of sockets?.slice(0, sockets.findLastIndex(isLongIdle) + 1) ?? []) socket.destroy();
    }
  };
}
