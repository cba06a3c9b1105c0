import type { AnyTool } from "../tool.ts";
import { contactsCreate } from "./create.ts";
import { contactsDelete } from "./delete.ts";
import { contactsGet } from "./get.ts";
import { contactsList } from "./list.ts";
import { contactsListGroups } from "./list-groups.ts";
import { contactsManageGroup } from "./manage-group.ts";
import { contactsSearch } from "./search.ts";
import { contactsUpdate } from "./update.ts";

/** The Contacts tools, in the order in which clients see them. */
export const contactsTools: readonly AnyTool[] = [
  contactsSearch,
  contactsGet,
  contactsList,
  contactsCreate,
  contactsUpdate,
  contactsDelete,
  contactsListGroups,
  contactsManageGroup,
];
