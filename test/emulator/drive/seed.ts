import { DOCX, documentExports, PPTX, presentationExports, spreadsheetExports, XLSX } from "./google-exports.ts";
import { docx, pdf, png, pptx, xlsx } from "./office-files.ts";
import {
  addFile,
  addSharedDrive,
  DOCUMENT,
  type DriveState,
  FOLDER,
  ownerPermission,
  PRESENTATION,
  SHORTCUT,
  SPREADSHEET,
} from "./state.ts";

/** A believable drive: folders, Google files with exports, Office and PDF files, an image, shared and trashed files. */
export function seedDrive(state: DriveState, now: number): void {
  const days = (count: number) => now - count * 86_400_000;
  const projects = addFile(state, { name: "Projects", mimeType: FOLDER, modifiedTime: days(40) });
  const engine = addFile(state, {
    name: "Analytical Engine",
    mimeType: FOLDER,
    modifiedTime: days(30),
    parents: [projects.id],
  });

  const plan = addFile(state, {
    name: "Project plan",
    mimeType: DOCUMENT,
    modifiedTime: days(1),
    parents: [engine.id],
    starred: true,
    exports: documentExports(
      "# Project plan\n\nThe engine weaves **algebraical patterns**.\n\n1. Cut the cogs\n2. Punch the cards\n\n| Part | Count |\n| --- | --- |\n| Cog | 1200 |\n",
    ),
  });
  addFile(state, {
    name: "Budget",
    mimeType: SPREADSHEET,
    modifiedTime: days(2),
    parents: [engine.id],
    exports: spreadsheetExports({
      Costs: [
        ["Part", "Price"],
        ["Cog", 3],
        ["Lever, long", 12.5],
      ],
      People: [["Name"], ["Grace"]],
    }),
  });
  addFile(state, {
    name: "Kick-off",
    mimeType: PRESENTATION,
    modifiedTime: days(3),
    parents: [engine.id],
    exports: presentationExports([["Kick-off"], ["Why an engine", "Tables without errors"]]),
  });
  addFile(state, {
    name: "contract.docx",
    mimeType: DOCX,
    modifiedTime: days(4),
    content: docx(["Contract", "Between Ada and Grace."]),
  });
  addFile(state, {
    name: "parts.xlsx",
    mimeType: XLSX,
    modifiedTime: days(5),
    content: xlsx({
      Parts: [
        ["Part", "Count"],
        ["Cog", 1200],
      ],
    }),
  });
  addFile(state, {
    name: "pitch.pptx",
    mimeType: PPTX,
    modifiedTime: days(6),
    content: pptx([["Pitch"], ["Numbers"]]),
  });
  addFile(state, {
    name: "Note G.pdf",
    mimeType: "application/pdf",
    modifiedTime: days(7),
    content: pdf(["Note G", "The first program computes Bernoulli numbers."]),
  });
  addFile(state, { name: "diagram.png", mimeType: "image/png", modifiedTime: days(8), content: png() });
  addFile(state, {
    name: "notes.txt",
    mimeType: "text/plain",
    modifiedTime: days(9),
    content: Buffer.from("Remember the carry mechanism.\nAsk Grace about the cards.\n"),
  });
  addFile(state, {
    name: "log.txt",
    mimeType: "text/plain",
    modifiedTime: days(10),
    content: Buffer.from(
      Array.from({ length: 2000 }, (_, index) => `Line ${index + 1} of the engine's log.`).join("\n"),
    ),
  });
  addFile(state, {
    name: "core.bin",
    mimeType: "application/octet-stream",
    modifiedTime: days(11),
    content: Buffer.from([0, 1, 2, 255, 254]),
  });
  addFile(state, { name: "Plan (shortcut)", mimeType: SHORTCUT, modifiedTime: days(12), targetId: plan.id });
  addFile(state, {
    name: "Ada's visit",
    mimeType: "text/plain",
    modifiedTime: days(13),
    content: Buffer.from("Train at nine.\n"),
    parents: [],
    sharedWithMe: true,
    sharedWithMeTime: days(13),
    permissions: [
      {
        id: "10000000000000000001",
        type: "user",
        role: "owner",
        emailAddress: "grace@example.com",
        displayName: "Grace Example",
      },
      {
        id: state.account.sub.slice(0, 20),
        type: "user",
        role: "reader",
        emailAddress: state.account.email,
        displayName: state.account.name,
      },
    ],
  });
  addFile(state, {
    name: "old.txt",
    mimeType: "text/plain",
    modifiedTime: days(99),
    trashed: true,
    content: Buffer.from("old\n"),
  });

  const shared = addSharedDrive(state, "Team");
  addFile(state, {
    name: "Team rules",
    mimeType: "text/plain",
    modifiedTime: days(20),
    driveId: shared.id,
    parents: [shared.id],
    content: Buffer.from("Be kind.\n"),
    permissions: [],
  });
  addFile(state, {
    name: "Meeting notes",
    mimeType: DOCUMENT,
    modifiedTime: days(21),
    driveId: shared.id,
    parents: [shared.id],
    exports: documentExports("# Meeting notes\n\n- Grace orders brass\n- Ada checks the cards\n"),
    permissions: [],
  });

  addFile(state, {
    name: "Release list",
    mimeType: "text/csv",
    modifiedTime: days(14),
    content: Buffer.from("Version,Date\n1.0,2026-01-31\n"),
    description: "What was released when",
    properties: { team: "engine" },
    permissions: [
      ownerPermission(state.account),
      {
        id: "10000000000000000001",
        type: "user",
        role: "writer",
        emailAddress: "grace@example.com",
        displayName: "Grace Example",
      },
    ],
  });
}
