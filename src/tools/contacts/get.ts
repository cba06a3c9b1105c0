import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { offset } from "../input.ts";
import { defineTool } from "../tool.ts";
import { personIds } from "./contact-input.ts";
import { SEE_CONTACTS, SEE_DIRECTORY } from "./contact-scopes.ts";
import { idOfPerson, renderPerson, WHOLE_MASK } from "./person-text.ts";

const FIELDS = `resourceName,${WHOLE_MASK}`;

/** Shows all that is known of people. */
export const contactsGet = defineTool({
  name: "contacts_get",
  title: "Get people",
  description:
    "Shows all that is known of one or several people: addresses, numbers, company, birthday, notes, groups.",
  service: "contacts",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_CONTACTS,
  optionalScopes: [SEE_DIRECTORY],
  input: z.strictObject({ ids: personIds(50), offset }),
  async run({ ids, offset: from }, call) {
    const { people, missing } = await readPeople(await call.google.people(), ids);
    const { text, next, total } = pieceOf(people.map(renderPerson).join("\n\n"), from);
    const notes = [
      ...(missing.length > 0 ? [`Not found: ${missing.join(", ")}.`] : []),
      ...(next === undefined ? [] : [`${total} characters in all. Read on: offset ${next}`]),
    ];
    return { text: text || "Nobody found.", ...(notes.length > 0 && { note: notes.join("\n") }) };
  },
});

async function readPeople(
  people: people_v1.People,
  ids: readonly string[],
): Promise<{ people: people_v1.Schema$Person[]; missing: string[] }> {
  const [first = ""] = ids;
  if (ids.length === 1) {
    const { data } = await people.people.get({
      resourceName: `people/${first}`,
      personFields: WHOLE_MASK,
      fields: FIELDS,
    });
    return { people: [data], missing: [] };
  }
  const { data } = await people.people.getBatchGet({
    resourceNames: ids.map((id) => `people/${id}`),
    personFields: WHOLE_MASK,
    fields: `responses(requestedResourceName,person(${FIELDS}))`,
  });
  const responses = data.responses ?? [];
  return {
    people: responses.flatMap(({ person }) => person ?? []),
    missing: responses.flatMap(({ person, requestedResourceName }) =>
      person ? [] : [idOfPerson(requestedResourceName)],
    ),
  };
}
