import { Agent, createServer, get } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { longIdleCloser } from "../../../src/net/idle-connections.ts";
import { StrictProxyAgent } from "../../../src/net/proxy.ts";

const MINUTE_MS = 60_000;

/** A server that answers with the number of its connection, and lets every one through to itself as a proxy does. */
async function numberingServer(): Promise<string> {
  const seen: unknown[] = [];
  const server = createServer(({ socket }, response) => {
    if (!seen.includes(socket)) seen.push(socket);
    response.end(String(seen.indexOf(socket)));
  });
  server.on("connect", ({ url = "" }, socket) => {
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect(Number(port), hostname, () => socket.write("HTTP/1.1 200 Connected\r\n\r\n"));
    onward.on("error", () => {});
    socket.on("error", () => {}).on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening server has an address");
  return `http://127.0.0.1:${address.port}`;
}

it.each([
  ["straight", () => new Agent({ keepAlive: true })],
  ["through a proxy", (proxy: string) => new StrictProxyAgent(proxy, { keepAlive: true })],
])("a connection is used again, but not one that was idle for minutes by the clock: %s", async (_way, agentFor) => {
  const url = await numberingServer();
  const agent = agentFor(url);
  onTestFinished(() => agent.destroy());
  const closeLongIdle = longIdleCloser(agent);
  const start = Date.now();
  const clock = vi.spyOn(Date, "now");
  onTestFinished(() => clock.mockRestore());
  /** The connection that a request goes over which is made so long after the start. */
  const connectionAt = async (minutes: number): Promise<string> => {
    clock.mockReturnValue(start + minutes * MINUTE_MS);
    closeLongIdle();
    const text = await new Promise<string>((resolve, reject) => {
      get(url, { agent }, (response) => response.setEncoding("utf8").on("data", resolve)).on("error", reject);
    });
    await expect.poll(() => Object.values(agent.freeSockets).flat()).toHaveLength(1);
    return text;
  };
  const connections: string[] = [];
  for (const minutes of [0, 2, 4, 9, 10]) connections.push(await connectionAt(minutes));
  expect(connections).toEqual(["0", "0", "0", "1", "1"]);
});
