/** A file of this computer that was opened for reading; what was checked is what is read. */
export interface OpenedFile {
  /** Its base name. */
  readonly name: string;
  /** Its real path. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Reads bytes from a position on, none of those that came after it was opened.
   * @returns how many were read into the memory; 0 at the end
   */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Reads it from its start; may be called again. */
  stream(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** A file that is being written beside its final name, and appears there whole or not at all. */
export interface NewFile {
  /** Where it will be. */
  readonly path: string;
  /**
   * Appends a copy.
   * @returns what to wait for before the next piece, where there is something
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** Puts it in place under a name that was free; the name may have got a number. @returns the final path */
  finish(): Promise<string>;
  /** Drops it. Does nothing after {@link finish}. */
  discard(): Promise<void>;
}

/** The local files that a tool may touch: only those in the allowed folders (SECURITY-SPEC 5). */
export interface LocalFiles {
  /**
   * Opens a file that a person or model named.
   * @param path absolute, or relative to the exchange folder
   * @param largestBytes most bytes that are taken
   * @throws ToolError `file_refused` or `not_found`
   */
  open(path: string, largestBytes: number): Promise<OpenedFile>;
  /**
   * Starts a new file. A name from outside is made safe; a file that is there is never overwritten.
   * @param name what it should be called; only its base name counts
   * @param folder an allowed folder; default: the exchange folder
   * @throws ToolError `file_refused` or `not_found`
   */
  create(name: string, folder?: string): Promise<NewFile>;
}
