import type { Service } from "../../src/scopes.ts";
import { calendarCases } from "./calendar-cases.ts";
import { chatCases } from "./chat-cases.ts";
import { contactsCases } from "./contacts-cases.ts";
import type { ContractCase } from "./contract-case.ts";
import { docsCases } from "./docs-cases.ts";
import { driveCases } from "./drive-cases.ts";
import { formsCases } from "./forms-cases.ts";
import { gmailCases } from "./gmail-cases.ts";
import { meetCases } from "./meet-cases.ts";
import { scriptCases } from "./script-cases.ts";
import { sheetsCases } from "./sheets-cases.ts";
import { slidesCases } from "./slides-cases.ts";
import { tasksCases } from "./tasks-cases.ts";

/** Every service's calls that are held against Google's descriptions. */
export const CASES: Readonly<Record<Service, readonly ContractCase[]>> = {
  gmail: gmailCases,
  drive: driveCases,
  calendar: calendarCases,
  docs: docsCases,
  sheets: sheetsCases,
  slides: slidesCases,
  forms: formsCases,
  tasks: tasksCases,
  contacts: contactsCases,
  chat: chatCases,
  meet: meetCases,
  script: scriptCases,
};
