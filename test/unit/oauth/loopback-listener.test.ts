import { createHash } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect, createServer } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Attempt, startAttempt } from "../../../src/oauth/attempt.ts";
import {
  type AuthorizationResponse,
  type LoopbackListener,
  openListener,
} from "../../../src/oauth/loopback-listener.ts";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a request with exactly the headers and target given, which `fetch` would not. */
function send(
  url: URL,
  options: { method?: string; host?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: url.hostname.replace(/[[\]]/g, ""),
        port: url.port,
        method: options.method ?? "GET",
        path: options.path ?? `${url.pathname}${url.search}`,
        headers: { ...(options.host !== undefined && { Host: options.host }), ...options.headers },
        agent: false,
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.on("error", reject);
    sent.end(options.body);
  });
}

let open: LoopbackListener | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function listen(): Promise<{
  attempt: Attempt;
  callback(query: string): URL;
  responses: AuthorizationResponse[];
  /** Lets the sign-in last until the function that it returns is called. */
  hold(): () => void;
  close(): Promise<void>;
}> {
  const attempt = startAttempt(60_000);
  const responses: AuthorizationResponse[] = [];
  let finished = Promise.resolve();
  const hold = () => {
    let finish = () => {};
    finished = new Promise((resolve) => {
      finish = resolve;
    });
    return () => finish();
  };
  const listener = await openListener({
    attempt,
    host: "127.0.0.1",
    port: 0,
    path: "/oauth/callback",
    tls: undefined,
    async onResponse(response) {
      responses.push(response);
      await finished;
      return "code" in response
        ? { kind: "done", heading: "Signed in", text: "<b>ada@example.com</b> & co" }
        : { kind: "refused", heading: "Not signed in", text: "Refused." };
    },
  });
  open = listener;
  const callback = (query: string) => new URL(`${listener.redirectUri}?${query}`);
  return { attempt, responses, hold, callback, close: () => listener.close() };
}

describe("the loopback listener", () => {
  it("takes a code with the right state, once", async () => {
    const { attempt, callback, responses } = await listen();
    const url = callback(`state=${attempt.state}&code=4%2Fabcdefghij`);
    expect((await send(url)).status).toBe(200);
    expect((await send(url)).status).toBe(400);
    expect(responses).toEqual([{ code: "4/abcdefghij" }]);
  });

  it("takes only one of two answers that come at the same time", async () => {
    const { attempt, callback, responses } = await listen();
    const url = callback(`state=${attempt.state}&code=4%2Fabcdefghij`);
    const answers = await Promise.all([send(url), send(url), send(url)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(responses).toHaveLength(1);
  });

  it("takes a refusal with the right state", async () => {
    const { attempt, callback, responses } = await listen();
    const answer = await send(callback(`state=${attempt.state}&error=access_denied`));
    expect(answer.body).toContain("Not signed in");
    expect(responses).toEqual([{ error: "access_denied" }]);
  });

  it.each([
    ["a wrong state", "state=wrong&code=4%2Fabcdefghij"],
    ["no state", "code=4%2Fabcdefghij"],
    ["an empty state", "state=&code=4%2Fabcdefghij"],
    ["a refusal with a wrong state", "state=wrong&error=access_denied"],
  ])("answers %s with 400, changes nothing and goes on waiting", async (_name, query) => {
    const { attempt, callback, responses } = await listen();
    expect((await send(callback(query))).status).toBe(400);
    expect(responses).toHaveLength(0);
    expect((await send(callback(`state=${attempt.state}&code=4%2Fabcdefghij`))).status).toBe(200);
  });

  it("answers the right state with neither code nor error with 400 and goes on waiting", async () => {
    const { attempt, callback, responses } = await listen();
    expect((await send(callback(`state=${attempt.state}`))).status).toBe(400);
    expect(responses).toHaveLength(0);
  });

  it.each(["evil.example.net", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]"])(
    "is not served under the name %s (DNS rebinding)",
    async (host) => {
      const { attempt, callback, responses } = await listen();
      const url = callback(`state=${attempt.state}&code=4%2Fabcdefghij`);
      expect((await send(url, { host })).status).toBe(421);
      expect((await send(url, { host: `${host}:${url.port}x` })).status).toBe(421);
      expect(responses).toHaveLength(0);
    },
  );

  it("knows one path and one method", async () => {
    const { attempt, callback, responses } = await listen();
    const url = callback(`state=${attempt.state}&code=4%2Fabcdefghij`);
    expect((await send(url, { path: `/?state=${attempt.state}&code=x` })).status).toBe(404);
    const target = `oauth/callback?state=${attempt.state}&code=abcdefghij`;
    for (const other of [
      "/oauth/callback/",
      "/oauth/CALLBACK",
      "/oauth/x/../callback",
      "/oauth/%63allback",
      "/oauth\\callback",
      "/",
      "*",
    ]) {
      const path = `${other}?state=${attempt.state}&code=abcdefghij`;
      expect([other, (await send(url, { path })).status]).toEqual([other, 404]);
    }
    expect((await send(url, { path: `//${url.host}/${target}` })).status).toBe(404);
    expect((await send(url, { path: `http://${url.host}/${target}` })).status).toBe(404);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"]) {
      const answer = await send(url, { method });
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, "GET"]);
    }
    expect(responses).toHaveLength(0);
  });

  it("takes neither a body nor an endless address", async () => {
    const { attempt, callback, responses } = await listen();
    const url = callback(`state=${attempt.state}&code=4%2Fabcdefghij`);
    expect((await send(url, { body: "x", headers: { "Content-Length": "1" } })).status).toBe(400);
    expect((await send(url, { body: "x", headers: { "Transfer-Encoding": "chunked" } })).status).toBe(400);
    expect((await send(callback(`state=${attempt.state}&code=${"a".repeat(8200)}`))).status).toBe(414);
    expect((await send(url, { headers: { "X-Long": "a".repeat(17_000) } })).status).toBe(431);
    expect(responses).toHaveLength(0);
  });

  it("takes no parameter that is there twice", async () => {
    const { attempt, callback, responses } = await listen();
    const { state } = attempt;
    for (const query of [
      `state=${state}&state=${state}&code=abcdefghij`,
      `state=${state}&state=wrong&code=abcdefghij`,
      `state=${state}&code=abcdefghij&code=jihgfedcba`,
    ])
      expect((await send(callback(query))).status).toBe(400);
    expect(responses).toHaveLength(0);
  });

  it("answers the browser only when the sign-in has succeeded or failed", async () => {
    const { attempt, callback, responses, hold } = await listen();
    const finish = hold();
    let answered = false;
    const answer = send(callback(`state=${attempt.state}&code=4%2Fabcdefghij`)).finally(() => {
      answered = true;
    });
    await vi.waitFor(() => expect(responses).toHaveLength(1));
    expect((await send(callback(`state=${attempt.state}&code=4%2Fabcdefghij`))).status).toBe(400);
    expect(answered).toBe(false);
    finish();
    expect((await answer).body).toContain("Signed in");
  });

  it("closes at once, although a browser holds a connection open on which nothing has come", async () => {
    const { callback, close } = await listen();
    const socket = connect(Number(callback("").port), "127.0.0.1");
    const ended = new Promise((resolve) => socket.once("close", resolve));
    await new Promise((resolve) => socket.once("connect", resolve));
    const start = performance.now();
    await close();
    expect(performance.now() - start).toBeLessThan(1000);
    await ended;
    await expect(send(callback("state=x"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("lets the page that is under way leave before it closes", async () => {
    const { attempt, callback, responses, hold, close } = await listen();
    const finish = hold();
    const answer = send(callback(`state=${attempt.state}&code=4%2Fabcdefghij`));
    await vi.waitFor(() => expect(responses).toHaveLength(1));
    const closed = close();
    finish();
    expect((await answer).status).toBe(200);
    await closed;
  });

  it("closes although the browser has gone before its page was ready", async () => {
    const { attempt, callback, responses, hold, close } = await listen();
    const finish = hold();
    const url = callback(`state=${attempt.state}&code=4%2Fabcdefghij`);
    const socket = connect(Number(url.port), "127.0.0.1");
    socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
    await vi.waitFor(() => expect(responses).toHaveLength(1));
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.destroy();
    await ended;
    finish();
    const start = performance.now();
    await close();
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("gives no other origin a way in", async () => {
    const { attempt, callback } = await listen();
    const answer = await send(callback(`state=${attempt.state}&code=4%2Fabcdefghij`), {
      headers: { Origin: "https://evil.example.net" },
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it.runIf(process.platform === "linux")("listens on the one loopback address that it names", async () => {
    const { callback } = await listen();
    const { hostname, port } = callback("");
    expect(hostname).toBe("127.0.0.1");
    // Were it bound to every address, nobody else could have the port on another one.
    const other = createServer();
    await new Promise<void>((resolve, reject) => {
      other.once("error", reject).listen(Number(port), "127.0.0.2", resolve);
    });
    other.close();
  });

  it("carries the security headers on every page, and a policy whose hashes fit the page", async () => {
    const { attempt, callback } = await listen();
    const pages = [
      await send(callback("state=wrong")),
      await send(callback(`state=${attempt.state}&code=4%2Fabcdefghij`)),
    ];
    for (const { headers, body } of pages) {
      expect(headers).toMatchObject({
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        connection: "close",
      });
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain("unsafe");
      const hashOf = (tag: string) => {
        const content = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(body)?.[1] ?? "";
        return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
      };
      expect(policy).toContain(`style-src ${hashOf("style")}`);
      expect(policy).toContain(`script-src ${hashOf("script")}`);
    }
  });

  it("escapes what it shows, echoes nothing of the query, and takes the code out of the address bar", async () => {
    const { attempt, callback } = await listen();
    const { body } = await send(
      callback(`state=${attempt.state}&code=4%2Fabcdefghij&x=%3Cscript%3Ealert(1)%3C/script%3E`),
    );
    expect(body).toContain("&#60;b&#62;ada@example.com&#60;/b&#62; &#38; co");
    expect(body).not.toContain("alert(1)");
    expect(body).not.toContain("abcdefghij");
    expect(body).toContain("history.replaceState(null, '', location.pathname)");
    expect(body).not.toMatch(/(src|href)=/);
  });

  it("refuses a port that is taken, and names it", async () => {
    const { callback } = await listen();
    const port = Number(callback("").port);
    const second = openListener({
      attempt: startAttempt(1000),
      host: "127.0.0.1",
      port,
      path: "/oauth/callback",
      tls: undefined,
      onResponse: () => Promise.reject(new Error("not called")),
    });
    await expect(second).rejects.toMatchObject({ code: "port_taken", message: expect.stringContaining(String(port)) });
  });
});
