import { describe, expect, it } from "vitest";
import { readBatch, writeBatch } from "../../../src/google/batch-format.ts";

const part = (url: string, headers: Record<string, string> = {}) => ({ url, headers: new Headers(headers) });

/** An answer to part `id`, as Google writes it. */
const answered = (id: string, status: string, body: string) =>
  `--b\r\nContent-Type: application/http\r\nContent-ID: ${id}\r\n\r\nHTTP/1.1 ${status}\r\nContent-Type: application/json; charset=UTF-8\r\nETag: "x"\r\n\r\n${body}\r\n`;

describe("a batch that is written", () => {
  it("holds path and query of each request, with its id", () => {
    const body = writeBatch(
      [part("https://gmail.googleapis.com/gmail/v1/users/me/labels?fields=a%2Cb", { "X-Own": "1" })],
      "b",
    );
    expect(body.split("\r\n")).toEqual([
      "--b",
      "Content-Type: application/http",
      "Content-ID: <0>",
      "",
      "GET /gmail/v1/users/me/labels?fields=a%2Cb HTTP/1.1",
      "x-own: 1",
      "",
      "--b--",
      "",
    ]);
  });

  it("leaves the headers out that the whole batch has", () => {
    const headers = { Authorization: "Bearer x", "User-Agent": "x", "Accept-Encoding": "gzip" };
    expect(writeBatch([part("https://gmail.googleapis.com/gmail/v1", headers)], "b")).not.toMatch(/Bearer|gzip|agent/i);
  });
});

describe("a batch's answer", () => {
  it("gives each answer at the place of its request, whatever order they come in", () => {
    const body = `${answered("<response-1>", "404 Not Found", '{"error":{}}')}${answered("response-0", "200 OK", '{"name":"Zoë\\r\\n"}')}--b--\r\n`;
    const [first, second] = readBatch('multipart/mixed; boundary="b"', body, 2);
    expect(first).toMatchObject({ status: 200, body: '{"name":"Zoë\\r\\n"}' });
    expect(first?.headers.get("etag")).toBe('"x"');
    expect(second).toMatchObject({ status: 404, body: '{"error":{}}' });
  });

  it("leaves a place empty that has no answer, or none that can be read", () => {
    const body = `${answered("<response-2>", "OK", "{}")}${answered("<response-9>", "200 OK", "{}")}${answered("<response-1>", "200 OK", "{}")}--b--`;
    expect(readBatch("multipart/mixed; boundary=b", body, 3).map((answer) => answer?.status)).toEqual([
      undefined,
      200,
      undefined,
    ]);
    expect(readBatch("text/html", "<html>", 2)).toEqual([undefined, undefined]);
    expect(readBatch("multipart/mixed; boundary=b", "", 1)).toEqual([undefined]);
  });
});
