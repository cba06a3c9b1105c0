import * as z from "zod";
import { headerText, rfc3339 } from "../input.ts";

/** What a file or folder is called. */
export const fileName = headerText(255).refine((value) => value.trim() !== "", "expected a name");

/** What bytes are; Google's own files are made by a conversion, which has its own field. */
export const contentType = z
  .string()
  .regex(/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/, "expected a MIME type such as text/plain")
  .refine(
    (value) => !/^application\/vnd\.google-apps\./i.test(value),
    "expected a type of bytes, not of a Google file",
  );

/** What somebody may do; the last two are for shared drives. */
export const role = z.enum(["reader", "commenter", "writer", "fileOrganizer", "organizer"]);

/** When access ends ("permissions.create", `expirationTime`). */
export const expiry = rfc3339;

/** Text of a comment; Drive itself takes 4 kB ("comments.create"). */
export const commentText = z
  .string()
  .max(4096, "expected at most 4096 characters")
  .refine((value) => value.trim() !== "" && !value.includes("\0"), "expected some text");
