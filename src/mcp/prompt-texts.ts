import type { ResourceName } from "./resource-kinds.ts";

/** What an argument can be completed with: a kind of thing, or one of these words. */
export type Completes = "account" | "calendar" | ResourceName | readonly string[];

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  readonly completes?: Completes;
}

/** What a prompt is filled with, in quotes where it is the person's own words, and which tools it may name. */
export interface Filling {
  /** An argument in quotes; undefined when it was left out. */
  given(argument: string): string | undefined;
  /** The line, when the tool is served; nothing otherwise. */
  with(tool: string, line: string): string[];
}

/** Something that a person asks for often, put so that a model does it well. */
export interface PromptText {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** Tools without which it cannot be done. */
  readonly needs: readonly string[];
  /** What is wanted, and the steps to it. */
  lines(filling: Filling): { want: string; steps: string[] };
}

const inboxTriage: PromptText = {
  name: "inbox_triage",
  title: "Inbox triage",
  description: "Sorts new mail by what it needs, most urgent first, and proposes answers.",
  arguments: [
    { name: "since", description: "How far back, such as 2d or Monday.", completes: ["1d", "2d", "7d", "unread"] },
  ],
  needs: ["gmail_search", "gmail_get_thread"],
  lines: (filling) => ({
    want: `Triage my inbox: mail since ${filling.given("since") ?? '"2d"'}.`,
    steps: [
      "Search with gmail_search (in:inbox newer_than:2d, or what fits the time above); follow page_token, up to 100 mails.",
      "Judge by sender, subject and snippet; read with gmail_get_thread only where they do not settle it.",
      "Sort into: needs my answer, needs me to do something, I wait for others, to know, can go. A line each: from whom, what they want, by when, message id. Most urgent first; newsletters and notices only as a count.",
      "For each that needs my answer, propose one in a sentence or two.",
      ...filling.with("gmail_create_draft", "Offer to keep these as drafts with gmail_create_draft and reply_to."),
      ...filling.with("tasks_create", "Offer a task with tasks_create for what I have to do, with its date."),
      ...filling.with(
        "gmail_modify_labels",
        "Offer to archive what can go: name the mails, and call gmail_modify_labels only for those I agree to.",
      ),
      "Close with the three things to do first.",
    ],
  }),
};

const dayBriefing: PromptText = {
  name: "day_briefing",
  title: "Day briefing",
  description: "What a day brings: meetings, mail that matters for it, tasks that are due, free time.",
  arguments: [
    { name: "day", description: "Such as today, tomorrow or 2026-11-24.", completes: ["today", "tomorrow", "Monday"] },
  ],
  needs: ["calendar_list_events"],
  lines: (filling) => ({
    want: `Brief me on the day: ${filling.given("day") ?? '"today"'}.`,
    steps: [
      'List the day with calendar_list_events (from and to that day, calendar_ids ["all"]).',
      ...filling.with("gmail_search", "Look with gmail_search for unread or starred mail of the last two days."),
      ...filling.with("gmail_get_thread", "Read with gmail_get_thread what bears on the day's meetings or is urgent."),
      ...filling.with("tasks_list", "List with tasks_list what is due that day or overdue."),
      "Tell it in this order, on one screen: the day in two sentences; meetings in time order with place or link and what I should have ready; overlaps, invitations without my answer, too little time between two places; mail that needs me today; tasks due; the longest free stretches.",
      "Leave out what does not touch the day. Say it plainly when there is little.",
    ],
  }),
};

const prepareMeeting: PromptText = {
  name: "prepare_meeting",
  title: "Meeting preparation",
  description: "Gathers what there is on a meeting: guests, earlier mail, documents, open points, an agenda.",
  arguments: [
    {
      name: "meeting",
      description: "Its title, time or event id; by default the next one.",
      completes: "calendar_event",
    },
  ],
  needs: ["calendar_list_events", "calendar_get_event"],
  lines: (filling) => ({
    want: `Prepare me for a meeting: ${filling.given("meeting") ?? '"my next one"'}.`,
    steps: [
      "Find it with calendar_list_events; when several fit, show them and ask. Read it with calendar_get_event: purpose, guests and their answers, links, attachments.",
      ...filling.with(
        "contacts_search",
        "Look up guests I may not know with contacts_search; guess nothing about them.",
      ),
      ...filling.with(
        "gmail_search",
        "Search with gmail_search for mail with these guests on this subject, the last 60 days first; read the few that count.",
      ),
      ...filling.with("drive_search", "Search with drive_search for documents by the subject's words."),
      ...filling.with("drive_read_file", "Read the one or two that matter with drive_read_file, and what is attached."),
      "Tell it on one page: what it is for and what should come of it; who comes; where things stand, each fact with its source (mail id, file name); open questions and what was promised to whom; an agenda that fits the time; what I should do before.",
      ...filling.with("docs_create", "Offer to keep the page as a document with docs_create."),
    ],
  }),
};

const weeklyReview: PromptText = {
  name: "weekly_review",
  title: "Weekly review",
  description: "Looks back on a week and ahead to the next: what was done, what is open, what to get ready.",
  arguments: [
    { name: "week", description: "Such as this, last or a day in it.", completes: ["this week", "last week"] },
  ],
  needs: ["calendar_list_events"],
  lines: (filling) => ({
    want: `Review a week with me: ${filling.given("week") ?? '"this week"'}, and the one after it.`,
    steps: [
      "List both weeks with calendar_list_events, one call each.",
      ...filling.with(
        "gmail_search",
        "With gmail_search look at what I sent that week (in:sent), and at conversations where an answer is owed, by me or to me.",
      ),
      ...filling.with("tasks_list", "With tasks_list see what was completed, what is overdue and what comes due."),
      ...filling.with("drive_search", "With drive_search see which of my files changed that week (modified_after)."),
      "Tell it in four short parts: what got done; what is open, and with whom it lies; where the time went (hours in meetings, the largest blocks); the next week: fixed dates, what to get ready, collisions.",
      "Close with at most five things for next week, the weightiest first.",
      ...filling.with("tasks_create", "Offer to make tasks of them with tasks_create."),
    ],
  }),
};

const replyInMyVoice: PromptText = {
  name: "reply_in_my_voice",
  title: "Reply in my voice",
  description: "Writes an answer to a mail in the way the person writes, learned from mail they have sent.",
  arguments: [
    {
      name: "message",
      description: "Message id, or words to find it by.",
      required: true,
      completes: "gmail_message",
    },
    { name: "say", description: "What the answer is to say." },
  ],
  needs: ["gmail_search", "gmail_get_message", "gmail_get_thread"],
  lines: (filling) => ({
    want: `Write an answer in my voice to the mail ${filling.given("message") ?? ""}.`,
    steps: [
      "If that is no message id, find it with gmail_search; when several fit, show them and ask. Read the whole conversation with gmail_get_thread.",
      `What to say: ${filling.given("say") ?? "what the conversation asks for; ask me first where it is mine to decide"}.`,
      "Learn how I write: gmail_search for in:sent to that person, then in:sent at large; read about five that are my own words with one gmail_get_message. Take from them greeting, closing, length, tone, form of address; nothing of what they say.",
      "Write in the language of the conversation. Answer each question that was put. Promise nothing, and invent no fact or date: where one is missing, leave [a gap] and name it.",
      "Show me the text and who would get it.",
      ...filling.with(
        "gmail_create_draft",
        "When I am content, keep it with gmail_create_draft and reply_to, and tell me that it waits among my drafts.",
      ),
      ...filling.with("gmail_reply", "Send it with gmail_reply only if I say in plain words that it should go out."),
    ],
  }),
};

/** In the order in which they are listed. */
export const PROMPTS: readonly PromptText[] = [inboxTriage, dayBriefing, prepareMeeting, weeklyReview, replyInMyVoice];
