import { describe, expect, it } from "vitest";
import { createTransport } from "../../../src/net/transport.ts";

const PICTURE = "https://lh7-rt.googleusercontent.com/slidesz/AGV_x=s800?key=y";

describe("where a picture is fetched", () => {
  it("is Google's host for content, or the emulator in its place", () => {
    const real = createTransport(undefined);
    expect(real.contentAddress(PICTURE)).toBe(PICTURE);
    real.close();
    const emulated = createTransport("http://127.0.0.1:1234");
    expect(emulated.contentAddress(PICTURE)).toBe("http://127.0.0.1:1234/slidesz/AGV_x=s800?key=y");
    emulated.close();
  });

  it.each([
    "http://lh7-rt.googleusercontent.com/x",
    "https://googleusercontent.com.evil.example/x",
    "https://evilgoogleusercontent.com/x",
    "https://lh7-rt.googleusercontent.com:8443/x",
    "https://user@lh7-rt.googleusercontent.com/x",
    "https://slides.googleapis.com/x",
    "file:///etc/passwd",
  ])("is never %s, with or without the emulator", (address) => {
    for (const origin of [undefined, "http://127.0.0.1:1234"]) {
      const transport = createTransport(origin);
      expect(() => transport.contentAddress(address)).toThrow("not on its host for content");
      transport.close();
    }
  });

  it("is no place that a token may go to", () => {
    const transport = createTransport(undefined);
    expect(() => transport.apiAddress(PICTURE)).toThrow("not one of Google's APIs");
    transport.close();
  });
});
