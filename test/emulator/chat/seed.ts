import { newMember, newMessage, newSpace, type StoredSpace } from "./state.ts";

const MINUTE = 60_000;

/** What Ada finds in Chat: a space with threads, a group chat, and direct messages with Grace and with an app. */
export function seedChat(now: number): StoredSpace[] {
  const member = (who: string) => newMember(who, now - 60 * 24 * 60 * MINUTE);
  const manager = (who: string) => ({ ...member(who), role: "ROLE_MANAGER" as const });
  const common = { domain: "example.com", created: now - 60 * 24 * 60 * MINUTE };
  const space = (values: Parameters<typeof newSpace>[0], seed: string) => newSpace({ ...common, ...values }, seed, now);

  const engine = space(
    {
      type: "SPACE",
      displayName: "Analytical Engine",
      description: "Gears, cards and programs",
      members: [manager("ada@example.com"), member("grace@example.com"), member("mary@example.com")],
    },
    "seed engine",
  );
  say(engine, now - 300 * MINUTE, "ada@example.com", "Shall we print the tables on *Thursday*?");
  const head = engine.messages[0];
  if (head) {
    say(
      engine,
      now - 290 * MINUTE,
      "grace@example.com",
      "Yes, <users/ada@example.com>. See <https://example.com/t|the plan>",
      head.thread,
    );
    head.reactions.push({ id: "seed1", emoji: "👍", by: "grace@example.com" });
  }
  say(engine, now - 200 * MINUTE, "mary@example.com", "The drawings are here");
  engine.messages.at(-1)?.attachments.push(
    { name: "gears.txt", type: "text/plain", content: Buffer.from("forty gears"), driveFileId: undefined },
    {
      name: "Plan",
      type: "application/vnd.google-apps.document",
      content: undefined,
      driveFileId: "drive-file-plan-1",
    },
  );

  const group = space(
    { type: "GROUP_CHAT", members: ["ada@example.com", "grace@example.com", "mary@example.com"].map(member) },
    "seed group",
  );
  say(group, now - 100 * MINUTE, "mary@example.com", "Lunch at noon?");

  const grace = space(
    { type: "DIRECT_MESSAGE", members: ["ada@example.com", "grace@example.com"].map(member) },
    "seed dm",
  );
  say(grace, now - 50 * MINUTE, "grace@example.com", "Can you look at the compiler?");

  const app = space({ type: "DIRECT_MESSAGE", members: ["ada@example.com", "app:Reminder"].map(member) }, "seed app");
  say(app, now - 500 * MINUTE, "app:Reminder", "You have two tasks today.");
  return [engine, group, grace, app];
}

function say(space: StoredSpace, created: number, sender: string, markup: string, thread?: string): void {
  const values = { sender, markup, created, ...(thread !== undefined && { thread }) };
  space.messages.push(newMessage(values, `seed ${space.id} ${space.messages.length}`, created));
}
