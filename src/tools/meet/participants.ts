import type { meet_v2 } from "googleapis/build/src/apis/meet/v2.js";

/** Participants that are read at the most: pages of 250. */
const MOST_PAGES = 4;

/** Everyone who took part, and whether there were more than are read. */
export async function readParticipants(
  meet: meet_v2.Meet,
  conference: string,
): Promise<{ participants: meet_v2.Schema$Participant[]; cut: boolean }> {
  const participants: meet_v2.Schema$Participant[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data } = await meet.conferenceRecords.participants.list({
      parent: conference,
      pageSize: 250,
      fields:
        "participants(name,earliestStartTime,latestEndTime,signedinUser(displayName),anonymousUser(displayName),phoneUser(displayName)),nextPageToken",
      ...(pageToken !== undefined && { pageToken }),
    });
    participants.push(...(data.participants ?? []));
    pageToken = data.nextPageToken ?? undefined;
    if (pageToken === undefined) return { participants, cut: false };
  }
  return { participants, cut: true };
}

/** What the call showed as the participant's name; guests chose theirs. */
export function participantName({ signedinUser, anonymousUser, phoneUser }: meet_v2.Schema$Participant): string {
  if (signedinUser) return signedinUser.displayName || "Someone";
  if (anonymousUser) return `${anonymousUser.displayName || "Someone"} (not signed in)`;
  return phoneUser ? `${phoneUser.displayName || "Someone"} (phone)` : "Someone";
}
