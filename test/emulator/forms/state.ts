import { createHash } from "node:crypto";

/** JSON as the API has it; what it may hold is checked where it comes in. */
export type Json = Record<string, unknown>;

export interface StoredResponse {
  responseId: string;
  respondentEmail?: string;
  /** Milliseconds since the epoch. */
  createTime: number;
  lastSubmittedTime: number;
  /** Text answers by question id; files by question id. */
  answers: Record<string, { values?: string[]; files?: { fileId: string; fileName: string }[]; score?: number }>;
  totalScore?: number;
}

export interface StoredForm {
  id: string;
  title: string;
  description?: string;
  items: Json[];
  settings: { emailCollectionType: string; quizSettings?: { isQuiz: boolean } };
  /** Undefined for a form from before forms could be published. */
  publish: { isPublished: boolean; isAcceptingResponses: boolean } | undefined;
  linkedSheetId?: string;
  revision: number;
  /** How many ids were made in it. */
  ids: number;
  responses: StoredResponse[];
}

/** An id of eight hexadecimal digits, as Forms gives items and questions. */
export function newId(form: StoredForm): string {
  form.ids += 1;
  return createHash("sha256").update(`${form.id} ${form.ids}`).digest("hex").slice(0, 8);
}

/** Opaque; another one after each change of the content. */
export function revisionOf({ id, revision }: StoredForm): string {
  return createHash("sha256").update(`form ${id} ${revision}`).digest("hex").slice(0, 8).padStart(10, "0");
}

/** A form as the API gives it. */
export function formShape(form: StoredForm, documentTitle: string): Json {
  const answersId = createHash("sha256").update(form.id).digest("base64url").slice(0, 40);
  return {
    formId: form.id,
    info: { title: form.title, documentTitle, ...(form.description && { description: form.description }) },
    settings: form.settings,
    revisionId: revisionOf(form),
    responderUri: `https://docs.google.com/forms/d/e/1FAIpQLS${answersId}/viewform`,
    ...(form.items.length > 0 && { items: form.items }),
    ...(form.linkedSheetId !== undefined && { linkedSheetId: form.linkedSheetId }),
    ...(form.publish && { publishSettings: { publishState: trueOnly(form.publish) } }),
  };
}

/** Google leaves out what is false. */
export function trueOnly(flags: Readonly<Record<string, boolean>>): Json {
  return Object.fromEntries(Object.entries(flags).filter(([, on]) => on));
}

export function responseShape(response: StoredResponse): Json {
  const { responseId, respondentEmail, totalScore } = response;
  return {
    responseId,
    createTime: new Date(response.createTime).toISOString(),
    lastSubmittedTime: new Date(response.lastSubmittedTime).toISOString(),
    ...(respondentEmail !== undefined && { respondentEmail }),
    ...(totalScore !== undefined && { totalScore }),
    answers: Object.fromEntries(
      Object.entries(response.answers).map(([questionId, { values, files, score }]) => [
        questionId,
        {
          questionId,
          ...(values && { textAnswers: { answers: values.map((value) => ({ value })) } }),
          ...(files && { fileUploadAnswers: { answers: files.map((file) => ({ ...file, mimeType: "image/png" })) } }),
          ...(score !== undefined && { grade: { score, ...(score > 0 && { correct: true }) } }),
        },
      ]),
    ),
  };
}
