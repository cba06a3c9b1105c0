import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openEnvelope, parseEnvelope, sealEnvelope } from "../../../src/credentials/envelope.ts";
import { frame, type Kdf, KeyRing, newKdf } from "../../../src/credentials/key.ts";

const key = randomBytes(32);
const kdf: Kdf = newKdf(600_000);
const seal = (text = "secret", purpose = "credential:one") => sealEnvelope(Buffer.from(text), purpose, kdf, key);
const open = (bytes: Buffer, purpose = "credential:one", with_ = key) =>
  openEnvelope(parseEnvelope(bytes), purpose, with_).toString();

/** The file with one field replaced, spelled as the program spells it. */
function edited(edit: (envelope: Record<string, unknown>) => void): Buffer {
  const envelope = JSON.parse(seal().toString());
  edit(envelope);
  return Buffer.from(`${JSON.stringify(envelope, null, 2)}\n`);
}

describe("the file format (SECURITY-SPEC 2.3)", () => {
  test("has exactly the fields of version 1.0", () => {
    const file = JSON.parse(seal().toString());
    expect(Object.keys(file)).toEqual(["version", "encrypted", "algorithm", "kdf", "iv", "tag", "data", "timestamp"]);
    expect(file).toMatchObject({
      version: "1.0",
      encrypted: true,
      algorithm: "AES-256-GCM",
      kdf: { name: "PBKDF2-HMAC-SHA256", iterations: 600_000, salt: kdf.salt },
    });
    expect(Buffer.from(file.kdf.salt, "base64")).toHaveLength(32);
    expect(Buffer.from(file.iv, "base64")).toHaveLength(12);
    expect(Buffer.from(file.tag, "base64")).toHaveLength(16);
    expect(new Date(file.timestamp).toISOString()).toBe(file.timestamp);
  });

  test("opens to what was sealed", () => {
    expect(open(seal("ünïcode and more"))).toBe("ünïcode and more");
  });

  test("has a new IV for each write", () => {
    const ivs = new Set([...Array(200)].map(() => parseEnvelope(seal()).iv));
    expect(ivs.size).toBe(200);
  });
});

describe("tampering", () => {
  test("any one byte changed, any bit of it, is noticed", () => {
    const file = seal();
    for (let at = 0; at < file.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(file);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        expect(() => open(changed), `byte ${at}, bit ${bit}`).toThrow("unreadable");
      }
    }
  });

  test("any byte cut off, added or doubled is noticed", () => {
    const file = seal();
    for (let at = 0; at <= file.length; at++) {
      const rest = file.subarray(at);
      if (at < file.length) expect(() => open(file.subarray(0, at)), `cut at ${at}`).toThrow("unreadable");
      expect(() => open(Buffer.concat([file.subarray(0, at), Buffer.from(" "), rest]))).toThrow("unreadable");
    }
  });

  test("each header field, changed to another valid value, no longer fits the tag", () => {
    const other = parseEnvelope(sealEnvelope(Buffer.from("secret"), "credential:one", newKdf(600_000), key));
    const edits: ((envelope: Record<string, unknown>) => void)[] = [
      (envelope) => Object.assign(envelope, { kdf: { ...other.kdf } }),
      (envelope) => Object.assign(envelope, { kdf: { ...other.kdf, salt: kdf.salt, iterations: 600_001 } }),
      (envelope) => Object.assign(envelope, { iv: other.iv }),
      (envelope) => Object.assign(envelope, { tag: other.tag }),
      (envelope) => Object.assign(envelope, { data: other.data }),
      (envelope) => Object.assign(envelope, { timestamp: "2001-01-01T00:00:00.000Z" }),
    ];
    for (const edit of edits) expect(() => open(edited(edit))).toThrow("not_authentic");
  });

  test.each([
    ["another version", { version: "0.9" }, "newer_version"],
    ["another algorithm", { algorithm: "AES-128-GCM" }, "changed"],
    ["not encrypted", { encrypted: false }, "changed"],
    ["an unknown field", { note: "x" }, "changed"],
    ["a short tag", { tag: randomBytes(4).toString("base64") }, "changed"],
    ["no data", { data: "" }, "changed"],
    ["too few iterations", { kdf: { name: "PBKDF2-HMAC-SHA256", iterations: 99_999, salt: kdf.salt } }, "changed"],
    ["too many iterations", { kdf: { name: "PBKDF2-HMAC-SHA256", iterations: 10_000_001, salt: kdf.salt } }, "changed"],
  ])("%s is refused before any key is derived", (_title, fields, reason) => {
    expect(() => parseEnvelope(edited((envelope) => Object.assign(envelope, fields)))).toThrow(reason);
  });

  test("a file put in another account's place, and another key, do not open", () => {
    expect(() => open(seal(), "credential:two")).toThrow("not_authentic");
    expect(() => open(seal(), "credential:one", randomBytes(32))).toThrow("not_authentic");
  });

  test("an empty file and half a file are told as cut short", () => {
    expect(() => parseEnvelope(Buffer.alloc(0))).toThrow("cut_short");
    expect(() => parseEnvelope(seal().subarray(0, 300))).toThrow("cut_short");
  });
});

describe("the key (SECURITY-SPEC 2.2)", () => {
  const ring = (machine: string, user: string, passphrase?: string) =>
    new KeyRing({ machine: async () => ({ id: machine, source: "system" }), user, passphrase });
  const weak = { salt: kdf.salt, iterations: 100_000 };
  const keyOf = (keys: KeyRing, how: Kdf = weak) => keys.withKey(how, (bytes) => bytes.toString("hex"));

  test("depends on machine, user, passphrase, salt and iterations, and on nothing else", async () => {
    const keys = await Promise.all([
      keyOf(ring("m", "u")),
      keyOf(ring("n", "u")),
      keyOf(ring("m", "v")),
      keyOf(ring("m", "u", "")),
      keyOf(ring("m", "u", "p")),
      keyOf(ring("mu", "")),
      keyOf(ring("m", "u"), newKdf(100_000)),
      keyOf(ring("m", "u"), { salt: kdf.salt, iterations: 100_001 }),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(await keyOf(ring("m", "u"))).toBe(keys[0]);
    expect(keys[0]).toHaveLength(64);
  });

  test("parts are framed: no two lists give the same bytes", () => {
    const lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["abc", undefined], ["", "abc"]];
    expect(new Set(lists.map((list) => frame(list).toString("hex"))).size).toBe(lists.length);
  });

  test("is derived once a salt, also when asked for twice at once", async () => {
    let asked = 0;
    const keys = new KeyRing({
      machine: async () => ({ id: `m${asked++}`, source: "system" }),
      user: "u",
      passphrase: undefined,
    });
    const [one, two] = await Promise.all([keyOf(keys), keyOf(keys)]);
    expect(one).toBe(two);
    expect(await keyOf(keys)).toBe(one);
    expect(asked).toBe(1);
  });

  test("is overwritten at dispose, and a use that was waiting gets a whole key all the same", async () => {
    const keys = ring("m", "u");
    let held: Buffer | undefined;
    await keys.withKey(weak, (bytes) => {
      held = bytes;
    });
    const expected = held?.toString("hex");
    const waiting = keyOf(keys);
    keys.dispose();
    expect(await waiting).toBe(expected);
    expect(held?.every((byte) => byte === 0)).toBe(true);
    expect(await keyOf(keys)).toBe(expected);
  });

  test("derives off the event loop at the real count", async () => {
    let beats = 0;
    const beat = setInterval(() => beats++, 5);
    await keyOf(ring("m", "u"), kdf);
    clearInterval(beat);
    expect(beats).toBeGreaterThan(2);
  });

  test("a fingerprint tells machine and passphrase apart, and holds neither", async () => {
    const fingerprint = await ring("machine-one", "u", "open sesame").fingerprint(weak);
    expect(JSON.stringify(fingerprint)).not.toMatch(/machine-one|sesame/);
    expect(await ring("machine-one", "u", "open sesame").differenceFrom(fingerprint)).toBe("none");
    expect(await ring("machine-two", "u", "open sesame").differenceFrom(fingerprint)).toBe("machine");
    expect(await ring("machine-one", "u").differenceFrom(fingerprint)).toBe("passphrase");
    expect(await ring("machine-one", "u", "wrong").differenceFrom(fingerprint)).toBe("passphrase");
    const bare = await ring("machine-one", "u").fingerprint(weak);
    expect(await ring("machine-one", "other").differenceFrom(bare)).toBe("unknown");
  });
});
