import type { z } from "zod";
import { ApiError } from "../api.ts";
import { invalidArgument, Refusal } from "./locate.ts";
import type { Json, StoredDocument } from "./model.ts";
import * as objects from "./objects.ts";
import { type RequestName, requestSchemas } from "./requests.ts";
import * as styles from "./styles.ts";
import * as tables from "./tables.ts";
import * as tabs from "./tabs.ts";
import * as text from "./text.ts";

/**
 * Carries out a batch on a copy of the document: all of it, or nothing.
 * @returns the changed copy and a reply for each request
 * @throws ApiError 400 that names the request which cannot be
 */
export function applyBatch(
  document: StoredDocument,
  requests: readonly Json[],
  fetchImage: objects.FetchImage,
): { document: StoredDocument; replies: Json[] } {
  const copy = structuredClone(document);
  const replies = requests.map((request, index) => {
    const [name, ...others] = Object.keys(request);
    if (name === undefined || others.length > 0)
      throw invalidArgument(`Invalid requests[${index}]: Exactly one request type must be set.`);
    if (!isKnown(name)) throw new Error(`the emulator does not carry out ${name}`);
    try {
      return applyOne(copy, name, request[name], fetchImage);
    } catch (error) {
      if (error instanceof Refusal) throw invalidArgument(`Invalid requests[${index}].${name}: ${error.message}`);
      throw error;
    }
  });
  return { document: copy, replies };
}

function isKnown(name: string): name is RequestName {
  return name in requestSchemas;
}

function applyOne(document: StoredDocument, name: RequestName, body: unknown, fetchImage: objects.FetchImage): Json {
  const read = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> => schema.parse(body ?? {});
  const schemas = requestSchemas;
  switch (name) {
    case "insertText":
      return text.insertText(document, read(schemas.insertText));
    case "deleteContentRange":
      return text.deleteContentRange(document, read(schemas.deleteContentRange));
    case "replaceAllText":
      return text.replaceAllText(document, read(schemas.replaceAllText));
    case "updateTextStyle":
      return styles.updateTextStyle(document, read(schemas.updateTextStyle));
    case "updateParagraphStyle":
      return styles.updateParagraphStyle(document, read(schemas.updateParagraphStyle));
    case "createParagraphBullets":
      return styles.createParagraphBullets(document, read(schemas.createParagraphBullets));
    case "deleteParagraphBullets":
      return styles.deleteParagraphBullets(document, read(schemas.deleteParagraphBullets));
    case "insertTable":
      return tables.insertTable(document, read(schemas.insertTable));
    case "insertTableRow":
      return tables.insertTableRow(document, read(schemas.insertTableRow));
    case "insertTableColumn":
      return tables.insertTableColumn(document, read(schemas.insertTableColumn));
    case "deleteTableRow":
      return tables.deleteTableRow(document, read(schemas.deleteTableRow));
    case "deleteTableColumn":
      return tables.deleteTableColumn(document, read(schemas.deleteTableColumn));
    case "mergeTableCells":
      return tables.mergeTableCells(document, read(schemas.mergeTableCells));
    case "unmergeTableCells":
      return tables.unmergeTableCells(document, read(schemas.unmergeTableCells));
    case "updateTableCellStyle":
      return tables.updateTableCellStyle(document, read(schemas.updateTableCellStyle));
    case "updateTableRowStyle":
      return tables.updateTableRowStyle(document, read(schemas.updateTableRowStyle));
    case "updateTableColumnProperties":
      return tables.updateTableColumnProperties(document, read(schemas.updateTableColumnProperties));
    case "pinTableHeaderRows":
      return tables.pinTableHeaderRows(document, read(schemas.pinTableHeaderRows));
    case "insertInlineImage":
      return objects.insertInlineImage(document, read(schemas.insertInlineImage), fetchImage);
    case "insertPageBreak":
      return objects.insertPageBreak(document, read(schemas.insertPageBreak));
    case "insertSectionBreak":
      return objects.insertSectionBreak(document, read(schemas.insertSectionBreak));
    case "createHeader":
      return objects.createHeaderOrFooter(document, "header", read(schemas.createHeader));
    case "createFooter":
      return objects.createHeaderOrFooter(document, "footer", read(schemas.createFooter));
    case "deleteHeader": {
      const { headerId: id, tabId } = read(schemas.deleteHeader);
      return objects.deleteHeaderOrFooter(document, "header", { id, tabId });
    }
    case "deleteFooter": {
      const { footerId: id, tabId } = read(schemas.deleteFooter);
      return objects.deleteHeaderOrFooter(document, "footer", { id, tabId });
    }
    case "createFootnote":
      return objects.createFootnote(document, read(schemas.createFootnote));
    case "insertPerson":
      return objects.insertPerson(document, read(schemas.insertPerson));
    case "insertRichLink":
      return objects.insertRichLink(document, read(schemas.insertRichLink));
    case "insertDate":
      return objects.insertDate(document, read(schemas.insertDate));
    case "createNamedRange":
      return objects.createNamedRange(document, read(schemas.createNamedRange));
    case "deleteNamedRange":
      return objects.deleteNamedRange(document, read(schemas.deleteNamedRange));
    case "addDocumentTab":
      return tabs.addDocumentTab(document, read(schemas.addDocumentTab));
    case "updateDocumentTabProperties":
      return tabs.updateDocumentTabProperties(document, read(schemas.updateDocumentTabProperties));
    case "deleteTab":
      return tabs.deleteTab(document, read(schemas.deleteTab));
    case "updateDocumentStyle":
      return objects.updateDocumentStyle(document, read(schemas.updateDocumentStyle));
    case "updateSectionStyle":
      return objects.updateSectionStyle(document, read(schemas.updateSectionStyle));
  }
}

/** "If this is not the latest revision of the document, the request is not processed" (`WriteControl`). */
export function staleRevision(required: string): ApiError {
  return new ApiError(
    400,
    "failedPrecondition",
    `The required revision ID '${required}' does not match the latest revision.`,
    {
      grpcStatus: "FAILED_PRECONDITION",
    },
  );
}
