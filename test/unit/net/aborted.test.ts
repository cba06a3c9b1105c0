import { expect, it } from "vitest";
import { createTransport } from "../../../src/net/transport.ts";
import { json, localServer } from "../../support/local-server.ts";

it("a request of a call that has ended is refused before it is begun, with whatever content", async () => {
  const server = await localServer((_request, response) => json(response, 200, {}));
  const transport = createTransport(server.origin);
  const signal = AbortSignal.abort(new Error("the call is over"));
  for (const data of ["text", Buffer.from("bytes"), { json: true }])
    await expect(transport.http.request({ method: "POST", url: server.origin, data, signal })).rejects.toThrow();
  expect(server.requests).toEqual([]);
  transport.close();
});
