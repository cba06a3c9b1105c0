import { describe, expect, it } from "vitest";
import { listAttachments, type MailPart } from "../../../src/content/mail-parts.ts";

const pdf: MailPart = {
  partId: "1",
  mimeType: "application/pdf",
  filename: "report.pdf",
  body: { attachmentId: "ANGj", size: 120_000 },
};

describe("listAttachments", () => {
  it("gives id, name, type and size", () => {
    const mail: MailPart = { mimeType: "multipart/mixed", parts: [{ mimeType: "text/plain", filename: "" }, pdf] };
    expect(listAttachments(mail)).toEqual([
      { id: "1", name: "report.pdf", mimeType: "application/pdf", size: 120_000, inline: false },
    ]);
  });

  it("finds them in every container, as Apple Mail puts them within the alternative", () => {
    const mail: MailPart = {
      mimeType: "multipart/alternative",
      parts: [{ mimeType: "text/plain" }, { mimeType: "multipart/mixed", parts: [{ mimeType: "text/html" }, pdf] }],
    };
    expect(listAttachments(mail).map(({ name }) => name)).toEqual(["report.pdf"]);
  });

  it("takes pictures within related parts as inline, with or without part headers", () => {
    const picture: MailPart = { mimeType: "image/png", filename: "logo.png" };
    const related: MailPart = { mimeType: "multipart/related", parts: [{ mimeType: "text/html" }, picture, pdf] };
    expect(listAttachments(related).map(({ inline }) => inline)).toEqual([true, false]);
    const attached: MailPart = {
      ...picture,
      headers: [{ name: "content-disposition", value: "attachment; filename=a" }],
    };
    expect(listAttachments({ mimeType: "multipart/related", parts: [attached] })[0]?.inline).toBe(false);
  });

  it("counts a mail within the mail, and not what is inside of that", () => {
    const mail: MailPart = {
      mimeType: "multipart/mixed",
      parts: [{ partId: "2", mimeType: "message/rfc822", parts: [{ mimeType: "multipart/mixed", parts: [pdf] }] }],
    };
    expect(listAttachments(mail)).toEqual([
      { id: "2", name: "message.eml", mimeType: "message/rfc822", size: 0, inline: false },
    ]);
  });

  it("takes a mail that is nothing but a file", () => {
    expect(listAttachments(pdf)).toHaveLength(1);
    expect(listAttachments({ mimeType: "multipart/mixed" })).toEqual([]);
    expect(listAttachments(undefined)).toEqual([]);
  });

  it("shows names without unseen characters, so that no ending is turned around", () => {
    expect(listAttachments({ mimeType: "application/pdf", filename: "re\u202efdp.exe" })[0]?.name).toBe("refdp.exe");
  });
});
