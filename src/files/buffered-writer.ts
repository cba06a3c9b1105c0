import type { FileHandle } from "node:fs/promises";

/** Bytes that are written at once: each write is a turn through the thread pool, whatever its size. */
const BUFFER_BYTES = 512 * 1024;

/** Writes a file from its start in few large pieces. Pieces are copied, so that whoever gives them may use their memory again. */
export class BufferedWriter {
  readonly #file: FileHandle;
  #buffer: Buffer | undefined;
  #filled = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Appends; not to be called again before what it returns has ended.
   * @throws the system's error
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    const fits = chunk.subarray(0, BUFFER_BYTES - this.#filled);
    this.#buffer.set(fits, this.#filled);
    this.#filled += fits.length;
    return this.#filled < BUFFER_BYTES ? undefined : this.#writeRest(chunk.subarray(fits.length));
  }

  async #writeRest(rest: Uint8Array): Promise<void> {
    await this.flush();
    if (rest.length > 0) await this.write(rest);
  }

  /** Writes what is held. @throws the system's error */
  async flush(): Promise<void> {
    const held = this.#buffer?.subarray(0, this.#filled);
    this.#filled = 0;
    if (held !== undefined && held.length > 0) await this.#file.appendFile(held);
  }
}
