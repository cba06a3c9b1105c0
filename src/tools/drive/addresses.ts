/** Where the Drive API is; transfers name their addresses themselves. */
export const DRIVE_FILES = "https://www.googleapis.com/drive/v3/files";

/** Where it takes content. */
export const DRIVE_UPLOADS = "https://www.googleapis.com/upload/drive/v3/files";
