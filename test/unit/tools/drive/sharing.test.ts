import { describe, expect, it } from "vitest";
import {
  FOLDER,
  ownerPermission,
  SHORTCUT,
  type StoredFile,
  type StoredPermission,
} from "../../../emulator/drive/state.ts";
import { driveTest, refusal } from "./drive-call.ts";

const drive = driveTest();
const inDays = (days: number) => new Date(drive.emulator.world.now() + days * 86_400_000).toISOString();
const share = (file: StoredFile, input: Record<string, unknown>) =>
  drive.call("drive_share", { file_id: file.id, ...input });
const sharedFile = (...others: StoredPermission[]) =>
  drive.file({ permissions: [ownerPermission(drive.state.account), ...others] });
const grace = { id: "55", type: "user", role: "reader", emailAddress: "grace@example.com" } as const;
const anyone = { id: "anyoneWithLink", type: "anyone", role: "reader", allowFileDiscovery: false } as const;
const lastQuery = () => Object.fromEntries(drive.emulator.requests.at(-1)?.query ?? []);

describe("drive_share", () => {
  it("shares with a person, with a mail, a message and an end", async () => {
    const file = drive.file({ name: "plan.txt" });
    const expires = inDays(20);
    const { text, data } = await share(file, { with: "grace@example.com", role: "writer", message: "Look", expires });
    expect(file.permissions.at(-1)).toMatchObject({ type: "user", role: "writer", emailAddress: "grace@example.com" });
    expect(file.permissions.at(-1)?.expirationTime).toBe(expires.toUpperCase());
    expect(lastQuery()).toMatchObject({ sendNotificationEmail: "true", emailMessage: "Look" });
    expect(text).toContain("Shared plan.txt with grace@example.com as writer until ");
    expect(data).toMatchObject({ with: "grace@example.com", role: "writer", id: file.permissions.at(-1)?.id });
  });

  it("shares with a group, a domain and anyone, as a reader and without a mail", async () => {
    const file = drive.file();
    drive.emulator.world.addAccount({ email: "team@example.com" });
    await share(file, { with: "team@example.com", group: true, notify: false });
    expect(lastQuery()).toMatchObject({ sendNotificationEmail: "false" });
    await share(file, { with: "example.com", role: "commenter" });
    expect(lastQuery()).not.toHaveProperty("sendNotificationEmail");
    await share(file, { with: "anyone" });
    expect(file.permissions.slice(1).map(({ type, role }) => [type, role])).toEqual([
      ["group", "reader"],
      ["domain", "commenter"],
      ["anyone", "reader"],
    ]);
  });

  it("shares what a shortcut leads to", async () => {
    const file = drive.file();
    await share(drive.file({ mimeType: SHORTCUT, targetId: file.id }), { with: "grace@example.com" });
    expect(file.permissions).toHaveLength(2);
  });

  it("tells the guard whom it would reach and with what", async () => {
    const { id } = drive.file({ name: "secret.txt" });
    const to = (input: Record<string, unknown>) => drive.audience("drive_share", { file_id: id, ...input });
    expect(await to({ with: "alan@example.net", role: "writer", message: "Look" })).toEqual({
      recipients: ["alan@example.net"],
      content: "Share “secret.txt” as writer\n\nLook",
    });
    expect((await to({ with: "anyone" })).recipients).toEqual(["anyone"]);
    expect((await to({ with: "example.net" })).recipients).toEqual(["example.net"]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a message to anyone", { with: "anyone", message: "x" }, "message: goes with an address only"],
    ["an end for a domain", { with: "example.com", expires: "2030-01-31T09:00:00Z" }, "expires: goes with an address"],
    ["a group without an address", { with: "anyone", group: true }, "group: goes with an address only"],
    ["a message without a mail", { with: "a@example.com", message: "x", notify: false }, "message: is sent only when"],
  ])("refuses %s before it asks Google", async (_, input, message) => {
    const { id } = drive.file();
    const methods = await drive.sent(async () => {
      const error = await refusal(drive.call("drive_share", { file_id: id, ...input }));
      expect(error.message).toContain(message);
    });
    expect(methods).toEqual([]);
  });

  it.each(["", "some body", "a@b@c", "nodots", "exa mple.com", "-.com", "anyone@"])("refuses %j", async (wrong) => {
    await expect(share(drive.file(), { with: wrong })).rejects.toThrow("expected an address, a domain or anyone");
  });

  it("explains what Google and administrators refuse", async () => {
    const file = drive.file();
    expect((await refusal(share(file, { with: "new@example.net", notify: false }))).fix).toContain("notify=true");
    const past = share(file, { with: "grace@example.com", expires: "2020-01-31T09:00:00Z" });
    expect((await refusal(past)).message).toContain("must be in the future");
    drive.state.keepsInside = true;
    expect((await refusal(share(file, { with: "anyone" }))).message).toContain("anyone with the link");
    const out = await refusal(share(file, { with: "alan@example.net" }));
    expect(out.code).toBe("permission_denied");
    expect(out.fix).toContain("Ask the administrator");
    const [top] = drive.state.drives;
    const whole = drive.call("drive_share", { file_id: top?.id, with: "anyone" }, { scopes: ["drive"] });
    expect((await refusal(whole)).message).toBe("A whole shared drive cannot be shared with anyone or with a domain");
    expect((await refusal(share(drive.seeded("Ada's visit"), { with: "grace@example.com" }))).code).toBe(
      "permission_denied",
    );
  });

  it("says which roles are for shared drives", async () => {
    const rules = drive.seeded("Team rules");
    for (const role of ["organizer", "fileOrganizer"])
      for (const file of [drive.file(), rules]) {
        const error = await refusal(share(file, { with: "grace@example.com", role }));
        expect([error.code, error.fix]).toEqual(["invalid_input", "Use writer."]);
      }
    const folder = drive.file({ ...rules, id: "1folder", mimeType: FOLDER });
    await share(folder, { with: "grace@example.com", role: "fileOrganizer" });
    expect(folder.permissions.at(-1)).toMatchObject({ role: "fileOrganizer" });
  });

  it("says that it may have been done when no answer came", async () => {
    drive.emulator.faults.add({ match: "drive.permissions.create", fault: { kind: "status", status: 500 } });
    const before = drive.emulator.requests.length;
    expect((await refusal(share(drive.file(), { with: "grace@example.com" }))).code).toBe("outcome_unknown");
    expect(drive.emulator.requests.length - before).toBe(2);
  });
});

describe("drive_list_permissions", () => {
  it("tells who sees a file, and whether it is public", async () => {
    const file = sharedFile({ ...grace, expirationTime: inDays(3) });
    const list = await drive.call("drive_list_permissions", { file_id: file.id });
    expect(list.text).toContain("not public");
    expect(list.text).toContain("|55|grace@example.com|reader|");
    expect(list.data).toMatchObject({ public: false });
    const open = await drive.call("drive_list_permissions", { file_id: sharedFile(anyone).id });
    expect(open.text).toContain("**public** — anyone with the link is reader");
    expect(open.data).toMatchObject({ public: true });
    const domain = sharedFile({ id: "1k", type: "domain", role: "reader", domain: "example.com" });
    expect((await drive.call("drive_list_permissions", { file_id: domain.id })).text).toContain(
      "open to everyone at example.com",
    );
  });

  it("tells what comes from a folder above, where it is changed", async () => {
    const folder = drive.file({ mimeType: FOLDER, permissions: [ownerPermission(drive.state.account), grace] });
    const file = drive.file({ parents: [folder.id] });
    const { text } = await drive.call("drive_list_permissions", { file_id: file.id });
    expect(text).toContain("|55|grace@example.com|reader||inherited|");
    const remove = drive.call("drive_remove_permission", { file_id: file.id, permission_id: "55" });
    expect((await refusal(remove)).fix).toBe("Change it there.");
  });

  it("tells what comes from a shared drive, and follows shortcuts", async () => {
    const inherited = await drive.call("drive_list_permissions", { file_id: drive.seeded("Team rules").id });
    expect(inherited.text).toContain(`inherited from ${drive.state.drives[0]?.id}`);
    const whole = await drive.call("drive_list_permissions", { file_id: drive.state.drives[0]?.id });
    expect(whole.text).toMatch(/^Team: not public/);
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: sharedFile(grace).id });
    expect((await drive.call("drive_list_permissions", { file_id: shortcut.id })).text).toContain("grace@example.com");
  });

  it("pages", async () => {
    const many = Array.from({ length: 120 }, (_, index) => ({ ...grace, id: `p${index}` }));
    const file = sharedFile(...many);
    const first = await drive.call("drive_list_permissions", { file_id: file.id });
    const page_token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    const second = await drive.call("drive_list_permissions", { file_id: file.id, page_token });
    expect(second.data).toMatchObject({ permissions: expect.objectContaining({ length: 21 }) });
    // Whoever comes on another page may let anyone in.
    for (const page of [first, second]) {
      expect(page.text).toContain("not public as far as this page tells");
      expect(page.data).not.toHaveProperty("public");
    }
    file.permissions.push(anyone);
    const open = await drive.call("drive_list_permissions", { file_id: file.id, page_token });
    expect(open.data).toMatchObject({ public: true });
  });

  it("is refused to readers", async () => {
    const call = drive.call("drive_list_permissions", { file_id: drive.seeded("Ada's visit").id });
    expect((await refusal(call)).message).toBe("This account may not do that with this file");
  });
});

describe("drive_update_permission", () => {
  const update = (file: StoredFile, input: Record<string, unknown>) =>
    drive.call("drive_update_permission", { file_id: file.id, permission_id: "55", ...input });

  it("changes a role, an end, and takes the end away", async () => {
    const file = sharedFile(grace);
    const end = inDays(10);
    expect((await update(file, { role: "writer" })).text).toBe("grace@example.com is now writer.");
    expect((await update(file, { expires: end })).text).toContain("is now writer until ");
    expect(file.permissions[1]).toMatchObject({ role: "writer", expirationTime: end });
    await update(file, { expires: "" });
    expect(file.permissions[1]).not.toHaveProperty("expirationTime");
  });

  it("tells the guard whom it would reach", async () => {
    const file = sharedFile(grace, anyone);
    const to = async (permission_id: string) =>
      (await drive.audience("drive_update_permission", { file_id: file.id, permission_id, role: "writer" })).recipients;
    expect(await to("55")).toEqual(["grace@example.com"]);
    expect(await to("anyoneWithLink")).toEqual(["anyone"]);
  });

  it("is refused the owner's, an inherited, an unknown one, and nothing at all", async () => {
    const file = sharedFile(grace);
    const owner = file.permissions[0]?.id;
    expect((await refusal(update(file, { permission_id: owner, role: "reader" }))).message).toBe(
      "The owner's access stays",
    );
    const rules = drive.seeded("Team rules");
    const member = drive.state.account.sub.slice(0, 20);
    expect((await refusal(update(rules, { permission_id: member, role: "reader" }))).message).toContain(
      "comes from the shared drive",
    );
    expect((await refusal(update(file, { permission_id: "77", role: "reader" }))).code).toBe("not_found");
    expect((await refusal(update(file, {}))).code).toBe("invalid_input");
    await expect(update(file, { expires: "tomorrow" })).rejects.toThrow("expected a time");
  });
});

describe("drive_remove_permission", () => {
  const remove = (file: StoredFile, permission_id: unknown) =>
    drive.call("drive_remove_permission", { file_id: file.id, permission_id });

  it("takes access away", async () => {
    const file = sharedFile(grace, anyone);
    await remove(file, "anyoneWithLink");
    await remove(file, "55");
    expect(file.permissions).toHaveLength(1);
  });

  it("changes and takes away access to what a shortcut leads to, as the list shows it", async () => {
    const file = sharedFile(grace);
    const permissions = [ownerPermission(drive.state.account), grace];
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: file.id, permissions });
    const update = { file_id: shortcut.id, permission_id: "55", role: "writer" };
    await drive.call("drive_update_permission", update);
    expect(file.permissions[1]).toMatchObject({ role: "writer" });
    expect((await drive.audience("drive_update_permission", update)).content).toContain("to “made here.txt”: writer");
    const { text } = await remove(shortcut, "55");
    expect(text).toContain(`from made here.txt (${file.id})`);
    expect([file.permissions.length, shortcut.permissions.length]).toEqual([1, 2]);
  });

  it("says that a shortcut leads nowhere", async () => {
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: "1gone" });
    const error = await refusal(remove(shortcut, "55"));
    expect(error.message).toContain("The shortcut leads to file 1gone, which is deleted");
    expect((await refusal(drive.call("drive_list_permissions", { file_id: shortcut.id }))).message).toBe(error.message);
  });

  it("is refused the owner's and an unknown one", async () => {
    const file = sharedFile();
    expect((await refusal(remove(file, file.permissions[0]?.id))).code).toBe("permission_denied");
    expect((await refusal(remove(file, "77"))).code).toBe("not_found");
  });
});
