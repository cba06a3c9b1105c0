import { describe, expect, test } from "vitest";
import type { CredentialStore } from "../../../src/credentials/store.ts";
import { sampleCredential } from "../../support/credentials-samples.ts";

/** One place where a mode keeps credentials, as several processes see it. */
export interface Place {
  /** The store as a process of its own would open it. */
  open(): CredentialStore;
}

/** A place outside the process. */
export interface LastingPlace extends Place {
  /** Makes what is kept of an account unreadable. */
  spoil(sub: string): Promise<void>;
  /** How often something of an account was set aside, as it was. */
  setAside(sub: string): Promise<number>;
  /** A store in a place that cannot be written. */
  openUnwritable(): Promise<CredentialStore>;
}

type WithPlace<Kind extends Place> = (use: (place: Kind) => Promise<void>) => Promise<void>;

const ada = "100000000000000000001";
const grace = "100000000000000000002";

/** What every storage mode must do; `withPlace` makes an empty place for one test. */
export function storeSuite(mode: string, withPlace: WithPlace<Place>): void {
  const check = (title: string, use: (place: Place) => Promise<void>) => test(title, () => withPlace(use));

  describe(`${mode}`, () => {
    check("holds nothing at first", async ({ open }) => {
      const store = open();
      expect(await store.list()).toEqual([]);
      expect(await store.read(ada)).toBeUndefined();
      await store.delete(ada);
    });

    check("gives back what was written, of each account its own", async ({ open }) => {
      const store = open();
      const credentials = [sampleCredential(), sampleCredential({ sub: grace, email: "grace@example.com" })];
      for (const credential of credentials) await store.write(credential);
      expect(await store.read(ada)).toEqual(credentials[0]);
      expect(await store.read(grace)).toEqual(credentials[1]);
      expect((await store.list()).sort()).toEqual([ada, grace]);
    });

    check("keeps a credential of ten thousand bytes, then a short one again, then a long one", async ({ open }) => {
      const store = open();
      for (const length of [10_000, 10, 5000, 7000, 10]) {
        const credential = sampleCredential({ accessToken: `ya29.${"x".repeat(length)}` });
        await store.write(credential);
        expect(await store.read(ada)).toEqual(credential);
      }
    });

    check("what was written later stands", async ({ open }) => {
      const store = open();
      await store.write(sampleCredential());
      const later = sampleCredential();
      await store.write(later);
      expect(await store.read(ada)).toEqual(later);
      expect(await store.list()).toEqual([ada]);
    });

    check("deletes one account and leaves the other", async ({ open }) => {
      const store = open();
      const kept = sampleCredential({ sub: grace });
      await store.write(sampleCredential());
      await store.write(kept);
      await store.delete(ada);
      await store.delete(ada);
      expect(await store.read(ada)).toBeUndefined();
      expect(await store.read(grace)).toEqual(kept);
      expect(await store.list()).toEqual([grace]);
    });

    check("two writers at once: a reader finds one of their credentials, whole", async ({ open }) => {
      const store = open();
      await twoWriters(store, store);
    });
  });
}

/** What every mode that outlives its process must do besides. */
export function lastingStoreSuite(mode: string, withPlace: WithPlace<LastingPlace>): void {
  const check = (title: string, use: (place: LastingPlace) => Promise<void>) => test(title, () => withPlace(use));

  storeSuite(mode, withPlace);
  describe(`${mode}, outliving its process`, () => {
    check("what one process does, another sees", async ({ open }) => {
      const [one, other] = [open(), open()];
      const credential = sampleCredential();
      await one.write(credential);
      expect(await other.read(ada)).toEqual(credential);
      const later = sampleCredential();
      await other.write(later);
      expect(await one.read(ada)).toEqual(later);
      await one.delete(ada);
      expect(await other.read(ada)).toBeUndefined();
    });

    check("two processes that write at once: a reader finds one of their credentials, whole", async ({ open }) => {
      await twoWriters(open(), open());
    });

    check(
      "unreadable content is told, set aside, not taken for empty, and does not stand in the way",
      async (place) => {
        await place.open().write(sampleCredential());
        await place.spoil(ada);
        await expect(place.open().read(ada)).rejects.toMatchObject({
          code: "storage_unreadable",
          message: expect.stringContaining("set aside as"),
          fix: expect.stringContaining("login"),
        });
        expect(await place.setAside(ada)).toBe(1);
        const fresh = sampleCredential();
        await place.open().write(fresh);
        expect(await place.open().read(ada)).toEqual(fresh);
        expect(await place.setAside(ada)).toBe(1);
      },
    );

    check("a write over unreadable content sets it aside, and deleting the account deletes that too", async (place) => {
      await place.open().write(sampleCredential());
      await place.spoil(ada);
      const fresh = sampleCredential();
      await place.open().write(fresh);
      expect(await place.setAside(ada)).toBe(1);
      expect(await place.open().read(ada)).toEqual(fresh);
      await place.open().delete(ada);
      expect(await place.setAside(ada)).toBe(0);
    });

    check("a place that cannot be written is an error at once", async (place) => {
      const store = await place.openUnwritable();
      await expect(store.write(sampleCredential())).rejects.toMatchObject({ code: "storage_unwritable" });
    });
  });
}

/** Two writers, of short and long credentials, and a reader between them. */
async function twoWriters(one: CredentialStore, other: CredentialStore): Promise<void> {
  const size = (index: number) => "x".repeat(index % 3 === 0 ? 20 : 6000);
  const written = [...Array(12).keys()].map((index) =>
    sampleCredential({ accessToken: `ya29.${index}${size(index)}` }),
  );
  const first = sampleCredential();
  await one.write(first);
  const seen: unknown[] = [];
  await Promise.all([
    ...[one, other].map(async (store, half) => {
      for (const credential of written.filter((_, index) => index % 2 === half)) await store.write(credential);
    }),
    (async () => {
      for (let look = 0; look < 10; look++) seen.push(await one.read(ada));
    })(),
  ]);
  for (const credential of seen) expect([first, ...written]).toContainEqual(credential);
  expect([written.at(-1), written.at(-2)]).toContainEqual(await one.read(ada));
}
