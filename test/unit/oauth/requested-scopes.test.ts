import { describe, expect, it } from "vitest";
import { isServiceScope, lostScopes, requestedScopes } from "../../../src/oauth/requested-scopes.ts";
import { SERVICE_SCOPES, scope } from "../../../src/scopes.ts";

const IDENTITY = ["openid", scope("userinfo.email")];
const having = (...scopes: string[]) => ({ scopes: [...IDENTITY, ...scopes] });

describe("the scopes that a sign-in asks for", () => {
  it("are those of the services chosen, and no other", () => {
    expect(requestedScopes(["gmail"], false, undefined)).toEqual([scope("gmail.modify")]);
    expect(requestedScopes(["drive", "calendar"], false, undefined)).toEqual([
      ...SERVICE_SCOPES.drive.full,
      ...SERVICE_SCOPES.calendar.full,
    ]);
  });

  it("are narrower for reading alone", () => {
    expect(requestedScopes(["gmail", "drive"], true, undefined)).toEqual([
      scope("gmail.readonly"),
      scope("drive.readonly"),
    ]);
  });

  it("are those of the old and the new services together", () => {
    expect(requestedScopes(["drive"], false, having(scope("gmail.modify")))).toEqual([
      ...SERVICE_SCOPES.drive.full,
      scope("gmail.modify"),
    ]);
  });

  it("leave the access to other services as it is, also when the new one is for reading alone", () => {
    expect(requestedScopes(["drive"], true, having(scope("gmail.modify")))).toEqual([
      scope("drive.readonly"),
      scope("gmail.modify"),
    ]);
    expect(requestedScopes(["drive"], false, having(scope("gmail.readonly")))).toContain(scope("gmail.readonly"));
  });

  it("hold what no service here knows, once it was granted", () => {
    expect(requestedScopes(["gmail"], false, having(scope("tasks")))).toEqual([scope("gmail.modify"), scope("tasks")]);
  });

  it("choose the access to a service anew when it is named again", () => {
    expect(requestedScopes(["gmail"], true, having(scope("gmail.modify")))).toEqual([scope("gmail.readonly")]);
    expect(requestedScopes(["gmail"], false, having(scope("gmail.readonly")))).toEqual([scope("gmail.modify")]);
  });

  it("hold no scope twice and none of the person's identity", () => {
    const everything = having(...Object.values(SERVICE_SCOPES).flatMap(({ full, readOnly }) => [...full, ...readOnly]));
    const asked = requestedScopes(["gmail", "drive", "calendar"], false, everything);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.filter((name) => !isServiceScope(name))).toEqual([]);
  });
});

describe("what an account would lose by a new grant", () => {
  it("is what it has for other services and does not get again", () => {
    const known = having(scope("gmail.modify"), scope("tasks"));
    expect(lostScopes(["drive"], SERVICE_SCOPES.drive.full, known)).toEqual([scope("gmail.modify"), scope("tasks")]);
    expect(lostScopes(["drive"], [scope("gmail.modify"), scope("tasks")], known)).toEqual([]);
  });

  it("is nothing for a new account, or where the same services are chosen", () => {
    expect(lostScopes(["drive"], [], undefined)).toEqual([]);
    expect(lostScopes(["gmail"], [scope("gmail.readonly")], having(scope("gmail.modify")))).toEqual([]);
  });
});
