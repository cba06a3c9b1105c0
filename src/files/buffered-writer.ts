import type { FileHandle } from "node:fs/promises";

/** Bytes that are written at once: each write is a turn through the thread pool, whatever its size. */
const BUFFER_BYTES = 512 * 1024;

/** Bytes after which the disk is to begin, so that who waits for it at the end does not wait for the whole. */
const SYNC_BYTES = 64 * 1024 * 1024;

/**
 * Writes a file from its start in few large pieces, of which one fills while the one before is written. What is given is
 * copied, so that whoever gives it may use its memory again.
 */
export class BufferedWriter {
  readonly #file: FileHandle;
  #filling: Buffer | undefined;
  #filled = 0;
  /** The other buffer, while it is not being written. */
  #spare: Buffer | undefined;
  #writing: Promise<void> | undefined;
  #unsynced = 0;
  #syncing = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Appends; not to be called again before what it returns has ended.
   * @throws the system's error, which may be that of a piece before
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#filling ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    const fits = chunk.subarray(0, BUFFER_BYTES - this.#filled);
    this.#filling.set(fits, this.#filled);
    this.#filled += fits.length;
    if (this.#filled < BUFFER_BYTES) return undefined;
    const rest = chunk.subarray(fits.length);
    if (this.#writing) return this.#writeNext(rest);
    this.#beginWriting();
    return rest.length > 0 ? this.write(rest) : undefined;
  }

  /** Writes what is held, and waits for what the disk has begun. @throws the system's error */
  async flush(): Promise<void> {
    await this.#writing;
    this.#beginWriting();
    await this.#writing;
    await this.#syncing;
  }

  async #writeNext(rest: Uint8Array): Promise<void> {
    await this.#writing;
    this.#beginWriting();
    if (rest.length > 0) await this.write(rest);
  }

  #beginWriting(): void {
    const full = this.#filling;
    if (full === undefined || this.#filled === 0) return;
    this.#writing = this.#file.appendFile(full.subarray(0, this.#filled)).then(() => {
      this.#spare = full;
      this.#writing = undefined;
      this.#written(full.length);
    });
    // Told to whoever gives the next piece, or asks for the end.
    this.#writing.catch(() => {});
    this.#filling = this.#spare;
    this.#spare = undefined;
    this.#filled = 0;
  }

  #written(bytes: number): void {
    this.#unsynced += bytes;
    if (this.#unsynced < SYNC_BYTES) return;
    this.#unsynced = 0;
    this.#syncing = this.#syncing.then(() => this.#file.datasync());
    // A fault is told once; it is kept for the end.
    this.#syncing.catch(() => {});
  }
}
