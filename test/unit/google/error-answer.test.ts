import { GaxiosError } from "gaxios";
import { describe, expect, it } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { toToolError } from "../../../src/google/error-answer.ts";
import { GoogleApiError } from "../../../src/google/google-api-error.ts";

const SIGNAL = new AbortController().signal;

/** A request that Google has refused with this body. */
function refused(status: number, body: unknown, url = "https://www.googleapis.com/drive/v3/files"): GaxiosError {
  const config = { url: new URL(url), headers: new Headers() };
  const response = Object.assign(new Response(null, { status }), { config, data: body });
  const error = new GaxiosError(`status ${status}`, config, response);
  if (error.response) error.response.data = body;
  return error;
}

/** An answer in Google's older shape. */
const legacy = (status: number, reason: string, message = "", location?: string) =>
  refused(status, { error: { code: status, message, errors: [{ domain: "global", reason, message, location }] } });

/** An answer in Google's newer shape. */
const newer = (status: number, reason: string, message: string, metadata: Record<string, string> = {}) =>
  refused(status, {
    error: {
      code: status,
      message,
      status: "PERMISSION_DENIED",
      details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, metadata }],
    },
  });

const told = (error: unknown, repeatable = true) => toToolError(error, repeatable, SIGNAL);

describe("an API that is not enabled", () => {
  it("is told with the page that enables it in this project", () => {
    const metadata = { service: "drive.googleapis.com", consumer: "projects/123456789012" };
    const error = told(newer(403, "SERVICE_DISABLED", "Drive API has not been used", metadata));
    expect(error.code).toBe("api_not_enabled");
    expect(error.fix).toBe(
      "Enable it at https://console.cloud.google.com/apis/library/drive.googleapis.com?project=123456789012 and try again in a minute.",
    );
  });

  it("is told in the older shape too, its project read from the words", () => {
    const words =
      "Drive API has not been used in project 42 before or it is disabled. Enable it by visiting https://evil.example/";
    const error = told(legacy(403, "accessNotConfigured", words));
    expect(error.code).toBe("api_not_enabled");
    expect(error.fix).toContain("https://console.cloud.google.com/apis/library?project=42 ");
    expect(error.fix).not.toContain("evil");
  });

  it("never follows a name that is no API of Google's", () => {
    const metadata = { service: "evil.example/x.googleapis.com", consumer: "projects/1 2" };
    const error = told(newer(403, "SERVICE_DISABLED", "x", metadata));
    expect(error.fix).toContain("https://console.cloud.google.com/apis/library and try");
  });
});

describe("reasons", () => {
  it.each([
    [403, "storageQuotaExceeded", "precondition_failed", "storage is full", "drive_get_quota"],
    [403, "dailyLimitExceeded", "rate_limited", "A day's quota", "midnight Pacific"],
    [403, "quotaExceeded", "rate_limited", "quota at Google is used up", "renewed"],
    [403, "rateLimitExceeded", "rate_limited", "slow down", "minute"],
    [403, "userRateLimitExceeded", "rate_limited", "slow down", "minute"],
    [403, "sharingRateLimitExceeded", "rate_limited", "share no more", "tomorrow"],
    [403, "downloadQuotaExceeded", "rate_limited", "downloaded too often", "24 hours"],
    [403, "domainPolicy", "permission_denied", "administrator", "Ask the administrator"],
    [400, "publishOutNotPermitted", "permission_denied", "anyone with the link", "Ask the administrator"],
    [403, "shareOutNotPermitted", "permission_denied", "outside of the organization", "inside the organization"],
    [403, "teamDriveDomainUsersOnlyRestriction", "permission_denied", "its organization alone", "administrator"],
    [
      403,
      "cannotShareTeamDriveTopFolderWithAnyoneOrDomains",
      "permission_denied",
      "whole shared drive",
      "a folder in it",
    ],
    [403, "cannotShareUsersWithLink", "permission_denied", "by link", "administrator"],
    [400, "invalidSharingRequest", "invalid_input", "did not share", "notify=true"],
    [403, "appNotAuthorizedToFile", "permission_denied", "drive.file", "copy"],
    [403, "insufficientFilePermissions", "permission_denied", "may not do that", "owner"],
    [403, "insufficientPermissions", "missing_scope", "does not include the permission", "Sign in again"],
    [403, "exportSizeLimitExceeded", "invalid_input", "10 MB", "smaller format"],
    [403, "fileNotDownloadable", "invalid_input", "Google file", "drive_download_file"],
    [403, "cannotDownloadAbusiveFile", "permission_denied", "malware", "owner"],
    [403, "cannotSetExpirationOnAnyoneOrDomain", "invalid_input", "people and groups", "Leave the expiry out"],
    [400, "conversionUnsupportedConversionPath", "invalid_input", "convert", "docx"],
  ])("%i %s is told as what it is and what to do", (status, reason, code, message, fix) => {
    const error = told(legacy(status, reason, "Google's own words"));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.fix).toContain(fix);
    expect(error).toBeInstanceOf(GoogleApiError);
    expect(error).toMatchObject({ status, reason });
  });

  it("add Google's words only where they say more", () => {
    expect(told(legacy(403, "domainPolicy", "Apps are switched off")).message).toContain(": Apps are switched off");
    expect(told(legacy(403, "fileNotDownloadable", "Only files with")).message).not.toContain("Only files with");
    expect(told(legacy(400, "publishOutNotPermitted")).message).toMatch(/see files$/);
  });

  it("are read in the newer shape as well", () => {
    const error = told(newer(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "Request had insufficient scopes."));
    expect(error.code).toBe("missing_scope");
  });

  it("that are names of every object's own parts are none", () => {
    for (const reason of ["constructor", "toString", "__proto__"])
      expect(told(legacy(403, reason, "x")).code).toBe("permission_denied");
  });
});

describe("a file that is not found", () => {
  it("may be out of reach of drive.file, and what to do is told", () => {
    const error = told(legacy(404, "notFound", "File not found: 1abc.", "fileId"));
    expect(error.code).toBe("not_found");
    expect(error.message).toBe("There is no such file, or this sign-in does not reach it");
    expect(error.fix).toContain("drive.file alone reaches only files that were made here or opened with it");
    expect(error.fix).toContain("sign in again");
    expect(error.fix).toContain("drive_create_file");
    expect(error.fix).toContain("resourcekey");
  });

  it("is something else than another thing that is not found", () => {
    const error = told(legacy(404, "notFound", "Permission not found: 1.", "permissionId"));
    expect(error.message).toBe("Google found nothing under that id: Permission not found: 1.");
    expect(error.fix).not.toContain("drive.file");
  });
});

describe("parameters", () => {
  it.each([
    ["q", "query", "name contains 'plan'"],
    ["pageToken", "page token", "leave it out"],
    ["orderBy", "sort", "Leave the order out"],
  ])("that are wrong are named: %s", (location, message, fix) => {
    const error = told(legacy(400, "invalid", "Invalid Value", location));
    expect(error.code).toBe("invalid_input");
    expect(error.message).toContain(message);
    expect(error.fix).toContain(fix);
  });

  it("that are wrong otherwise are told in Google's words", () => {
    expect(told(legacy(400, "invalid", "Invalid Value", "fileId")).message).toBe(
      "Google refused the request as invalid: Invalid Value",
    );
  });
});

describe("other failures", () => {
  it.each([
    [401, "grant_revoked"],
    [403, "permission_denied"],
    [404, "not_found"],
    [409, "precondition_failed"],
    [410, "not_found"],
    [412, "precondition_failed"],
    [413, "invalid_input"],
    [429, "rate_limited"],
    [500, "google_error"],
    [418, "google_error"],
  ])("are told by their status: %i", (status, code) => {
    expect(told(legacy(status, "somethingNew", "words")).code).toBe(code);
  });

  it("of requests that may have been done are told as uncertain", () => {
    expect(told(legacy(503, "backendError"), false).code).toBe("outcome_unknown");
    expect(
      told(new GaxiosError("socket hang up", { url: new URL("https://x.example"), headers: new Headers() }), false)
        .code,
    ).toBe("outcome_unknown");
    expect(told(legacy(403, "domainPolicy"), false).code).toBe("permission_denied");
  });

  it("with an odd body still are told", () => {
    for (const body of [undefined, "", "<html>", "[]", { error: "x" }, { error: { errors: "x" } }])
      expect(told(refused(403, body)).code).toBe("permission_denied");
    expect(told(refused(403, JSON.stringify({ error: { errors: [{ reason: "domainPolicy" }] } }))).message).toContain(
      "administrator",
    );
  });

  it("of a call that was ended are told as that", () => {
    const ended = new AbortController();
    ended.abort();
    expect(toToolError(new Error("x"), true, ended.signal).code).toBe("cancelled");
    const timedOut = new AbortController();
    timedOut.abort(new ToolError("timed_out", "too long", ""));
    expect(toToolError(new Error("x"), true, timedOut.signal).code).toBe("timed_out");
  });

  it("pass on no more of Google's words than fit on a line", () => {
    const { message } = told(legacy(400, "invalid", `line\n${"long ".repeat(200)}`));
    expect(message.length).toBeLessThan(400);
    expect(message).not.toContain("\n");
  });
});
