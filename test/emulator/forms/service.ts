import { z } from "zod";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import { addFile, roleOf, type StoredFile } from "../drive/state.ts";
import { pageOfList } from "../pages.ts";
import type { ServiceWorld } from "../world.ts";
import { batchUpdate } from "./batch-update.ts";
import { formShape, newId, responseShape, type StoredForm, type StoredResponse, trueOnly } from "./state.ts";

export interface FormsService extends EmulatedService {
  /** A form by its id. */
  form(id: string): StoredForm;
  /** Makes a form as a person would in the editor. */
  addForm(email: string, title: string, values?: Partial<StoredForm> & { madeBy?: string }): StoredForm;
  /** Fills a form in. */
  addResponse(formId: string, response: Partial<StoredResponse> & Pick<StoredResponse, "answers">): StoredResponse;
}

const FORM = "application/vnd.google-apps.form";
const AUTH = "https://www.googleapis.com/auth/";
const scopes = (...names: string[]) => names.map((name) => AUTH + name);
const REACH = {
  read: scopes("forms.body", "forms.body.readonly", "drive", "drive.readonly"),
  write: scopes("forms.body", "drive"),
  responses: scopes("forms.responses.readonly", "drive"),
};

/** Only what has a title can be made at once; the rest comes by batchUpdate ("forms.create"). */
const newForm = z.strictObject({
  info: z.strictObject({ title: z.string().min(1), documentTitle: z.string().optional() }),
});

const publishBody = z.object({
  publishSettings: z.object({
    publishState: z
      .object({ isPublished: z.boolean().optional(), isAcceptingResponses: z.boolean().optional() })
      .optional(),
  }),
});

/** The Forms API. Every form is a file of the Drive emulator, which decides who may see and change it. */
export function formsService(world: ServiceWorld, drive: DriveService): FormsService {
  const forms = new Map<string, StoredForm>();

  const addForm = (
    email: string,
    title: string,
    { madeBy, ...values }: Partial<StoredForm> & { madeBy?: string } = {},
    documentTitle = title,
  ): StoredForm => {
    const account = world.account(email);
    const file = addFile(drive.state(email), {
      name: documentTitle,
      mimeType: FORM,
      modifiedTime: world.now(),
      madeBy,
    });
    return adopt(file, title, account?.hostedDomain !== undefined, values);
  };
  const adopt = (
    file: StoredFile,
    title: string,
    inWorkspace: boolean,
    values: Partial<StoredForm> = {},
  ): StoredForm => {
    const form: StoredForm = {
      id: file.id,
      title,
      items: [],
      settings: { emailCollectionType: inWorkspace ? "VERIFIED" : "DO_NOT_COLLECT" },
      publish: { isPublished: true, isAcceptingResponses: true },
      revision: 1,
      ids: 0,
      responses: [],
      ...values,
    };
    forms.set(file.id, form);
    return form;
  };
  const find = (request: ApiRequest, need: keyof typeof REACH): { file: StoredFile; form: StoredForm } => {
    const state = drive.state(request.account.email);
    const file = state.files.find(({ id, trashed }) => id === request.path.formId && !trashed);
    const isForm = file?.mimeType === FORM;
    const form = isForm ? (forms.get(file.id) ?? adopt(file, file.name, false)) : undefined;
    const wide = [...REACH.read, ...REACH.responses].some((scope) => request.scopes.includes(scope));
    if (!file || !form || (!wide && file.madeBy !== request.clientId)) throw notFound();
    const role = roleOf(state, file);
    const reaches = REACH[need].some((scope) => request.scopes.includes(scope)) || file.madeBy === request.clientId;
    const mayEdit = role !== "reader" && role !== "commenter" && role !== undefined;
    if (!reaches || !mayEdit) throw forbidden();
    return { file, form };
  };
  const form = (id: string): StoredForm => {
    const found = forms.get(id);
    if (!found) throw new Error(`there is no form ${id}`);
    return found;
  };

  return {
    discovery: "forms-v1",
    form,
    addForm,
    addResponse(formId, values) {
      const filled = form(formId);
      const time = world.now() + filled.responses.length;
      const response = { responseId: `ACYDBN${newId(filled)}`, createTime: time, lastSubmittedTime: time, ...values };
      filled.responses.push(response);
      return response;
    },
    routes: {
      "forms.forms.create": {
        verb: "POST",
        path: "/v1/forms",
        handle(request) {
          const parsed = newForm.safeParse(request.body ?? {});
          if (!parsed.success)
            throw invalid(
              "Only info.title can be set when creating a form. To add items and change settings, use batchUpdate.",
            );
          const { title, documentTitle = "Untitled form" } = parsed.data.info;
          if (/[\r\n]/.test(title)) throw invalid("Displayed text cannot contain newlines");
          // Since 31 March 2026 a form is published only when that is asked for (Google, "API changes to Google Forms").
          const published = request.query.get("unpublished") === "false";
          const made = addForm(
            request.account.email,
            title,
            { madeBy: request.clientId, publish: { isPublished: published, isAcceptingResponses: published } },
            documentTitle,
          );
          return { json: formShape(made, documentTitle) };
        },
      },
      "forms.forms.get": {
        verb: "GET",
        path: "/v1/forms/{formId}",
        handle(request) {
          const { file, form: found } = find(request, "read");
          return { json: formShape(found, file.name) };
        },
      },
      "forms.forms.batchUpdate": {
        verb: "POST",
        path: "/v1/forms/{formId}:batchUpdate",
        handle(request) {
          const { file, form: found } = find(request, "write");
          const changed = batchUpdate(found, request.body);
          forms.set(file.id, changed.form);
          file.modifiedTime = world.now();
          const wanted = z.object({ includeFormInResponse: z.boolean().optional() }).parse(request.body);
          return {
            json: {
              ...changed.json,
              ...(wanted.includeFormInResponse && { form: formShape(changed.form, file.name) }),
            },
          };
        },
      },
      "forms.forms.setPublishSettings": {
        verb: "POST",
        path: "/v1/forms/{formId}:setPublishSettings",
        handle(request) {
          const { form: found } = find(request, "write");
          if (!found.publish) throw invalid("Legacy forms do not support publish settings.");
          const { publishState } = publishBody.parse(request.body ?? {}).publishSettings;
          const { isPublished, isAcceptingResponses } = publishState ?? {};
          if (isPublished === undefined || isAcceptingResponses === undefined)
            throw invalid("Both is_published and is_accepting_responses must be set.");
          if (isAcceptingResponses && !isPublished) throw invalid("An unpublished form cannot accept responses.");
          found.publish = { isPublished, isAcceptingResponses };
          return { json: { formId: found.id, publishSettings: { publishState: trueOnly(found.publish) } } };
        },
      },
      "forms.forms.responses.list": {
        verb: "GET",
        path: "/v1/forms/{formId}/responses",
        handle(request) {
          const { form: found } = find(request, "responses");
          const matches = filterOf(request.query.get("filter"));
          const all = found.responses.filter(({ lastSubmittedTime }) => matches(lastSubmittedTime));
          const { page, nextPageToken } = pageOfList(all, request.query, {
            size: "pageSize",
            largest: 5000,
            usual: 5000,
          });
          return {
            json: {
              ...(page.length > 0 && { responses: page.map(responseShape) }),
              ...(nextPageToken !== undefined && { nextPageToken }),
            },
          };
        },
      },
      "forms.forms.responses.get": {
        verb: "GET",
        path: "/v1/forms/{formId}/responses/{responseId}",
        handle(request) {
          const { form: found } = find(request, "responses");
          const response = found.responses.find(({ responseId }) => responseId === request.path.responseId);
          if (!response) throw notFound();
          return { json: { formId: found.id, ...responseShape(response) } };
        },
      },
    },
  };
}

/** `timestamp > N` and `timestamp >= N` with a UTC time are all the filters there are ("responses.list"). */
function filterOf(filter: string | null): (time: number) => boolean {
  if (filter === null || filter === "") return () => true;
  const [, comparison, time = ""] =
    /^timestamp (>=?) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)$/.exec(filter) ?? [];
  if (comparison === undefined) throw invalid(`Invalid filter: ${filter}`);
  const from = Date.parse(time);
  return (submitted) => (comparison === ">" ? submitted > from : submitted >= from);
}

function invalid(message: string): ApiError {
  return new ApiError(400, "badRequest", message);
}

function notFound(): ApiError {
  return new ApiError(404, "notFound", "Requested entity was not found.");
}

function forbidden(): ApiError {
  return new ApiError(403, "forbidden", "The caller does not have permission");
}
