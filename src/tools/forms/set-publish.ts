import * as z from "zod";
import { fileId } from "../input.ts";
import { defineFormsTool } from "./define-forms-tool.ts";
import { stateOf } from "./form-links.ts";
import { CHANGE_FORMS } from "./forms-scopes.ts";

/** Lets people answer a form, or stops it. */
export const formsSetPublish = defineFormsTool({
  name: "forms_set_publish",
  title: "Publish form",
  description: "Publishes a form, stops or resumes taking responses, or takes it offline.",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  outward: true,
  foreign: false,
  scopes: CHANGE_FORMS,
  input: z.strictObject({
    form_id: fileId,
    state: z.enum(["open", "closed", "unpublished"]).describe("closed: visible, takes no responses."),
  }),
  audience: ({ form_id, state }) => ({
    recipients: state === "unpublished" ? [] : ["anyone"],
    content: `Publishes the form ${form_id}.`,
  }),
  async run({ form_id, state }, call) {
    const forms = await call.google.forms();
    const { data } = await forms.forms.setPublishSettings({
      formId: form_id,
      fields: "publishSettings",
      requestBody: {
        publishSettings: {
          publishState: { isPublished: state !== "unpublished", isAcceptingResponses: state === "open" },
        },
        updateMask: "publishState",
      },
    });
    return { text: `The form ${form_id} is now ${stateOf(data.publishSettings ?? {})}.` };
  },
});
