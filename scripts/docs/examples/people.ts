const MESSAGE = "19a8c0ffee123456";
const THREAD = "19a8c0ffee000001";
const DRAFT = "r1234567890123456789";
const EVENT = "7k3m9p2q5r8t1v4x6z0b2c4d";
const CALENDAR = "c_engine123@group.calendar.google.com";
const TASK = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA";
const SPACE = "AAAAq1w2e3r";

/** Inputs to show of the services that are about people and time, and of the tools that manage accounts. */
export const PEOPLE_EXAMPLES: Readonly<Record<string, Record<string, unknown>>> = {
  google_accounts: {},
  google_sign_in: { services: ["gmail", "calendar"], read_only: true },

  gmail_search: { query: "from:grace@example.com has:attachment newer_than:30d", page_size: 10 },
  gmail_get_message: { ids: [MESSAGE] },
  gmail_get_thread: { thread_id: THREAD },
  gmail_send: { to: ["grace@example.com"], subject: "Review on Tuesday", body: "The draft is **ready**." },
  gmail_modify_labels: { message_ids: [MESSAGE], add: ["Projects/Engine"], remove: ["INBOX", "UNREAD"] },
  gmail_trash: { thread_ids: [THREAD] },
  gmail_untrash: { message_ids: [MESSAGE] },
  gmail_create_label: { name: "Projects/Engine", color: "#4a86e8", text_color: "#ffffff" },
  gmail_update_label: { label: "Projects/Engine", name: "Projects/Analytical Engine" },
  gmail_delete_label: { label: "Projects/Engine" },
  gmail_create_filter: { from: "alan@example.net", add_labels: ["Projects/Engine"], remove_labels: ["INBOX"] },
  gmail_delete_filter: { filter_id: "ANe1BmhXb7kqP2" },
  gmail_set_signature: { signature: "Ada\nAnalytical Engine team" },
  gmail_delete_permanently: { message_ids: [MESSAGE] },
  gmail_reply: { message_id: MESSAGE, body: "Tuesday suits me.", reply_all: true },
  gmail_forward: { message_id: MESSAGE, to: ["alan@example.net"], body: "For your information." },
  gmail_create_draft: { reply_to: MESSAGE, body: "Thank you. I will answer on **Monday**." },
  gmail_list_drafts: { query: "subject:review" },
  gmail_update_draft: { draft_id: DRAFT, to: ["grace@example.com", "alan@example.net"] },
  gmail_send_draft: { draft_id: DRAFT },
  gmail_delete_draft: { draft_id: DRAFT },
  gmail_download_attachment: { message_id: MESSAGE, attachments: ["plan.pdf"] },
  gmail_get_attachment: { message_id: MESSAGE, attachment: "plan.pdf" },
  gmail_list_history: { history_id: "987654" },

  calendar_get_event: { event_id: EVENT },
  calendar_create_event: {
    title: "Review",
    start: "2026-12-08T10:00",
    duration_minutes: 45,
    guests: ["grace@example.com"],
    meet: true,
  },
  calendar_delete_event: { event_id: EVENT, apply_to: "following" },
  calendar_respond_event: { event_id: EVENT, response: "accepted", note: "I may be five minutes late." },
  calendar_list_instances: { event_id: EVENT, from: "2026-12-01", to: "2026-12-31" },
  calendar_list_events: { from: "2026-11-30", to: "2026-12-06", query: "review" },
  calendar_update_event: { event_id: EVENT, start: "2026-12-08T11:00", add_guests: ["alan@example.net"] },
  calendar_query_freebusy: { ids: ["grace@example.com"], from: "2026-12-08", to: "2026-12-09" },
  calendar_find_time: { people: ["grace@example.com"], duration_minutes: 45, from: "2026-12-07", to: "2026-12-11" },
  calendar_quick_add: { text: "Lunch with Grace on Friday at noon" },
  calendar_move_event: { event_id: EVENT, to_calendar_id: CALENDAR },
  calendar_create_calendar: { name: "Engine", time_zone: "Europe/London" },
  calendar_update_calendar: { calendar_id: CALENDAR, description: "Reviews and trials" },
  calendar_delete_calendar: { calendar_id: CALENDAR },
  calendar_share_calendar: { action: "grant", calendar_id: CALENDAR, with: "grace@example.com", role: "reader" },
  calendar_list_colors: {},

  tasks_create: { title: "Order paper", due: "2026-12-01" },
  tasks_update: { task_id: TASK, done: true },
  tasks_delete: { task_id: TASK },
  tasks_move: { task_id: TASK, to_list_id: "MDk4NzY1NDMyMTA5ODc2NTQzMjE" },
  tasks_list: { due_to: "2026-12-06" },

  contacts_search: { query: "grace" },
  contacts_get: { ids: ["people/c1234567890"] },
  contacts_list: { sort: "last_name" },
  contacts_create: { contacts: [{ name: "Grace", emails: ["grace@example.com"], company: "Example" }] },
  contacts_update: { id: "people/c1234567890", emails: ["grace@example.com", "grace@example.org"] },
  contacts_delete: { ids: ["people/c1234567890"] },
  contacts_list_groups: {},
  contacts_manage_group: { action: "create", name: "Engine" },

  chat_list_spaces: { type: "space" },
  chat_list_messages: { space_id: SPACE, from: "2026-11-24" },
  chat_send_message: { to: "grace@example.com", text: "The review is at ten." },
  chat_find_dm: { email: "grace@example.com" },
  chat_get_space: { space_id: SPACE },
  chat_update_message: { space_id: SPACE, message_id: "kT5xVbNq2wE.kT5xVbNq2wE", text: "The review is at eleven." },
  chat_delete_message: { space_id: SPACE, message_id: "kT5xVbNq2wE.kT5xVbNq2wE" },
  chat_react: { space_id: SPACE, message_id: "kT5xVbNq2wE.kT5xVbNq2wE", emoji: "👍" },
  chat_create_space: { name: "Engine", members: ["grace@example.com"] },
  chat_manage_members: { space_id: SPACE, add: ["grace@example.com"] },
  chat_download_attachment: { space_id: SPACE, message_id: "kT5xVbNq2wE.kT5xVbNq2wE" },

  meet_get_space: { space: "abc-mnop-xyz" },
  meet_update_space: { space: "abc-mnop-xyz", access: "trusted", auto_transcribe: true },
  meet_list_conferences: { from: "2026-11-23", to: "2026-11-29" },
  meet_get_conference: { conference_id: "4f1c2d3e-5a6b" },
  meet_read_transcript: { conference_id: "4f1c2d3e-5a6b" },
};
