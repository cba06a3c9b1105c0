import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** One request as it arrived. */
export interface Arrived {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A small HTTP server on a free loopback port, for the answers that no emulator gives. */
export interface LocalServer {
  origin: string;
  requests: Arrived[];
  close(): Promise<void>;
}

/** Starts a server that is closed when the test is over. */
export async function localServer(
  answer: (request: Arrived, response: ServerResponse) => void | Promise<void>,
): Promise<LocalServer> {
  const requests: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const { method = "", url: path = "", headers } = request;
      const arrived = { method, path, headers, body: Buffer.concat(chunks).toString("utf8") };
      requests.push(arrived);
      await answer(arrived, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening server has an address");
  return { origin: `http://127.0.0.1:${address.port}`, requests, close };
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
}
