import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { markdownTable, oneLine, shorten } from "../../content/table.ts";
import { scope } from "../../scopes.ts";
import { pageToken } from "../input.ts";
import { defineTool, type ToolResult } from "../tool.ts";
import { spaceId } from "./chat-input.ts";
import { SEE_MEMBERS, SEE_SPACES } from "./chat-scopes.ts";
import { hasOne, idOfUser, namesOf } from "./names.ts";
import { kindOf } from "./space-names.ts";

const SPACE_FIELDS =
  "name,displayName,spaceType,spaceUri,createTime,lastActiveTime,externalUserAllowed,spaceHistoryState,spaceDetails(description,guidelines),membershipCount,singleUserBotDm";

const MEMBER_FIELDS = "memberships(name,role,state,member(name,displayName,type),groupMember(name)),nextPageToken";

const ROLES: Readonly<Record<string, string>> = {
  ROLE_MANAGER: "manager",
  ROLE_ASSISTANT_MANAGER: "assistant manager",
  ROLE_MEMBER: "member",
};

/** Shows a space and who is in it. */
export const chatGetSpace = defineTool({
  name: "chat_get_space",
  title: "Chat space details",
  description: "Shows a Chat space's details and its members.",
  service: "chat",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_SPACES,
  optionalScopes: [scope("chat.memberships.readonly")],
  input: z.strictObject({ space_id: spaceId, page_token: pageToken.optional().describe("Next page of members.") }),
  async run({ space_id, page_token }, call): Promise<ToolResult> {
    const chat = await call.google.chat();
    const name = `spaces/${space_id}`;
    const seesMembers = hasOne(call, SEE_MEMBERS);
    const [{ data: space }, members] = await Promise.all([
      chat.spaces.get({ name, fields: SPACE_FIELDS }),
      seesMembers
        ? chat.spaces.members.list({
            parent: name,
            pageSize: 100,
            showGroups: true,
            showInvited: true,
            fields: MEMBER_FIELDS,
            ...(page_token !== undefined && { pageToken: page_token }),
          })
        : undefined,
    ]);
    const facts = describeSpace(space, call.account.timeZone);
    if (!members)
      return {
        text: facts,
        note: "Members are not shown: this sign-in does not include seeing them (chat.memberships.readonly).",
      };
    const { memberships = [], nextPageToken } = members.data;
    const nameOf = await namesOf(
      call,
      memberships.map(({ member }) => member),
    );
    const rows = memberships.map((one) => [
      one.groupMember?.name ?? shorten(nameOf(idOfUser(one.member)), 100),
      [
        one.member?.type === "BOT" ? "app" : one.groupMember ? "Google group" : (ROLES[one.role ?? ""] ?? ""),
        one.state === "INVITED" ? "invited" : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
      one.member?.name ?? "",
    ]);
    return {
      text: `${facts}\n\n${markdownTable(["member", "role", "id"], rows)}`,
      ...(nextPageToken && { note: `More members: page_token ${nextPageToken}` }),
    };
  },
});

function describeSpace(space: chat_v1.Schema$Space, timeZone: string): string {
  const time = (value: string | null | undefined) => (value ? `${formatInstant(value, timeZone)} (${timeZone})` : "");
  const { joinedDirectHumanUserCount: people, joinedGroupCount: groups } = space.membershipCount ?? {};
  const lines: [string, string | null | undefined][] = [
    ["id", space.name?.split("/").at(-1)],
    ["type", space.singleUserBotDm ? "direct message with an app" : kindOf(space.spaceType)],
    ["description", oneLine(space.spaceDetails?.description ?? "")],
    ["guidelines", shorten(space.spaceDetails?.guidelines ?? "", 1000)],
    ["members", people ? `${people} people${groups ? `, ${groups} groups` : ""}` : ""],
    ["outside people", space.externalUserAllowed ? "allowed" : ""],
    ["history", space.spaceHistoryState === "HISTORY_OFF" ? "off: messages go after 24 hours" : ""],
    ["created", time(space.createTime)],
    ["last active", time(space.lastActiveTime)],
    ["link", space.spaceUri],
  ];
  const title = oneLine(space.displayName ?? "");
  const facts = lines.flatMap(([what, value]) => (value ? [`- ${what}: ${value}`] : []));
  return [...(title === "" ? [] : [`# ${title}`]), ...facts].join("\n");
}
