import type { IncomingMessage } from "node:http";
import type { OnReadOpts, Socket } from "node:net";
import type { Readable } from "node:stream";

/** Takes a piece of content. @returns what to wait for before the next piece, where there is something */
export type TakePiece = (piece: Uint8Array) => Promise<void> | undefined;

/** Content on its way here, which can be taken once. */
export interface ContentBody {
  /**
   * Hands on the pieces as they come, one after the other. A piece's memory is used again when it has been taken.
   * @throws what `take` throws, what the body was destroyed with, or the connection's error; when the last piece is taken
   */
  deliver(take: TakePiece): Promise<void>;
  /** Ends the connection. */
  destroy(reason?: Error): void;
}

/** Content as Node's HTTP client streams it. */
export class StreamedContent implements ContentBody {
  readonly #stream: Readable;

  constructor(stream: Readable) {
    this.#stream = stream;
    // Told to whoever takes the content; without a listener, of some errors only their end would be left.
    stream.on("error", () => {});
  }

  async deliver(take: TakePiece): Promise<void> {
    for await (const piece of this.#stream) await take(piece);
  }

  destroy(reason?: Error): void {
    this.#stream.destroy(reason);
  }
}

/** Bytes that are read from a connection at once. */
const READ_BYTES = 256 * 1024;

/** Bytes of an answer's head that are looked through for its end: more than Node's parser takes. */
const LONGEST_HEAD = 64 * 1024;

const END_OF_HEAD = "\r\n\r\n";

/**
 * A connection for one answer, whose bytes land in the same memory again and again. Node's HTTP client takes new memory
 * for every read and more for what it passes on, which is most of the time of a large download; here it parses the
 * head, and a body of a known length goes past it.
 */
export class ContentConnection implements ContentBody {
  readonly socket: Socket;
  /** Told what arrives; @returns whether to read on */
  #arrived: (bytes: Buffer) => boolean = (bytes) => this.#passHead(bytes);
  /** Copies of what arrived and cannot be passed on yet. */
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of the content that are not passed on yet. */
  #left = 0;
  #taking = false;
  #ended: { error?: unknown } | undefined;
  #settle: () => void = () => {};

  /** @param open makes the connection, with Node's option to read into one's own memory */
  constructor(open: (onread: OnReadOpts) => Socket) {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    this.socket = open({ buffer, callback: (count) => this.#arrived(buffer.subarray(0, count)) });
  }

  /** To be called when an answer has been parsed that only informs, so that another one follows (RFC 9110 section 15.2). */
  awaitAnswer(): void {
    this.#goOnWith((bytes) => this.#passHead(bytes));
  }

  /** To be called when the head of the answer has been parsed. @returns the content, from where it is to be taken */
  contentOf(answer: IncomingMessage): ContentBody {
    const { "transfer-encoding": encoding, "content-length": length } = answer.headers;
    if (encoding !== undefined || length === undefined) {
      this.#goOnWith((bytes) => this.socket.push(Buffer.from(bytes)));
      return new StreamedContent(answer);
    }
    this.#left = Number(length);
    answer.on("error", (error) => this.#lost(error));
    answer.on("close", () => this.#lost(new Error("the connection was closed")));
    return this;
  }

  deliver(take: TakePiece): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = () => (this.#ended && "error" in this.#ended ? reject(this.#ended.error) : resolve());
      if (this.#left === 0) this.#end({});
      else if (this.#ended) this.#settle();
      else this.#goOnWith((bytes) => this.#pass(bytes, take));
    });
  }

  destroy(error = new Error("the connection was ended")): void {
    this.#end({ error });
  }

  /** Passes the head, and nothing behind it, to Node's parser, which tells by its events what to do with the rest. */
  #passHead(bytes: Buffer): boolean {
    this.#hold(bytes);
    const end = this.#held.indexOf(END_OF_HEAD);
    if (end < 0) {
      if (this.#held.length > LONGEST_HEAD) this.socket.destroy(new Error("the head of the answer is too long"));
      return true;
    }
    const head = this.#held.subarray(0, end + END_OF_HEAD.length);
    this.#held = this.#held.subarray(head.length);
    this.#arrived = (more) => this.#hold(more);
    this.socket.push(head);
    return false;
  }

  /** TLS hands on what it has decrypted, also after it was told to stop. */
  #hold(bytes: Buffer): boolean {
    this.#held = Buffer.concat([this.#held, bytes]);
    return false;
  }

  /** Once the parser is done with what it has: it may be the one who calls. */
  #goOnWith(arrived: (bytes: Buffer) => boolean): void {
    queueMicrotask(() => {
      this.#arrived = arrived;
      this.#goOn();
    });
  }

  #goOn(): void {
    if (this.#ended) return;
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    if (held.length === 0 || this.#arrived(held)) this.socket.resume();
  }

  /** Passes a piece of the content on. @returns whether there may be another one at once */
  #pass(bytes: Buffer, take: TakePiece): boolean {
    if (this.#taking) return this.#hold(bytes);
    const piece = bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    this.#taking = true;
    const taken = taking(take, piece);
    if (taken === undefined) this.#taking = false;
    taken?.then(
      () => this.#taken(),
      (error: unknown) => {
        this.#ended = { error };
        this.#taken();
      },
    );
    if (this.#left === 0 || this.#ended) this.#end({});
    return !this.#taking && this.#left > 0;
  }

  #taken(): void {
    this.#taking = false;
    if (this.#ended) this.#end(this.#ended);
    else this.#goOn();
  }

  /** What has arrived already is not lost with the connection. */
  #lost(error: Error): void {
    if (this.#held.length < this.#left) this.#end({ error });
  }

  #end(ended: { error?: unknown }): void {
    this.#ended ??= ended;
    this.socket.destroy();
    // A piece that is being taken counts as taken, and so has to be.
    if (!this.#taking) this.#settle();
  }
}

/** What is thrown at once is thrown later, like the rest. */
function taking(take: TakePiece, piece: Uint8Array): Promise<void> | undefined {
  try {
    return take(piece);
  } catch (error) {
    return Promise.reject(error);
  }
}
