// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Duplex } from 'node:stream';
import { type Frame, FrameReader, finFlag, frameBytes, frameTypes } from './frames.ts';
import { HeaderBlocks, type StreamHeaders } from './header-blocks.ts';

/** One stream of a session: what was said when it was opened, and its bytes both ways. */
export interface SpdyStream extends Duplex {
  readonly headers: StreamHeaders;
}

const maxStreams = 1000;

class SessionStream extends Duplex implements SpdyStream {
  readonly headers: StreamHeaders;
  readonly #write: (chunk: Buffer, fin: boolean, done: (error?: Error | null) => void) => void;
  /** Set while the reader has enough; the session reads on when it is called. */
  #resume: (() => void) | undefined;

  constructor(headers: StreamHeaders, write: SessionStream['writeFrame']) {
    super({ allowHalfOpen: true });
    this.headers = headers;
    this.#write = write;
  }

  writeFrame(chunk: Buffer, fin: boolean, done: (error?: Error | null) => void): void {
    this.#write(chunk, fin, done);
  }

  /** Hands on what came; resolves when there is room for more. */
  async receive(chunk: Buffer): Promise<void> {
    if (this.readableEnded || this.destroyed || this.push(chunk)) return;
    await new Promise<void>((resume) => {
      this.#resume = resume;
      this.once('close', resume);
    });
  }

  override _read(): void {
    this.#resume?.();
    this.#resume = undefined;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.writeFrame(chunk, false, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.writeFrame(Buffer.alloc(0), true, done);
  }
}

/**
 * The server's side of SPDY/3.1 over any connection, as far as Kubernetes' clients use it: they open the streams, and
 * neither side counts windows (theirs does not), so that one stream that nobody reads holds up the session.
 * @upstream github.com/moby/spdystream
 */
export class SpdySession {
  readonly #connection: Duplex;
  readonly #streams = new Map<number, SessionStream>();
  readonly #blocks = new HeaderBlocks();
  /** Replies' header blocks must be written in the order in which they are compressed. */
  #sending: Promise<unknown> = Promise.resolve();
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;

  /** @param onStream is called with each stream that the client opens. */
  constructor(connection: Duplex, onStream: (stream: SpdyStream) => void) {
    this.#connection = connection;
    this.closed = new Promise((resolve) => connection.once('close', resolve));
    void this.closed.then(() => {
      for (const stream of this.#streams.values()) stream.destroy();
      this.#blocks.close();
    });
    connection.on('error', () => connection.destroy());
    void this.#run(onStream).catch(() => connection.destroy());
  }

  /** Ends the connection when all that was written is sent. */
  close(): void {
    void this.#sending.then(() => this.#connection.end());
  }

  async #run(onStream: (stream: SpdyStream) => void): Promise<void> {
    const reader = new FrameReader();
    for await (const chunk of this.#connection) {
      for (const frame of reader.push(chunk as Buffer)) await this.#take(frame, onStream);
    }
    this.#connection.end();
  }

  #send(frame: Frame, done?: (error?: Error | null) => void): void {
    if (this.#connection.writable) this.#connection.write(frameBytes(frame), done);
    else done?.(new Error('the connection is closed'));
  }

  async #take(frame: Frame, onStream: (stream: SpdyStream) => void): Promise<void> {
    if (frame.kind === 'data') {
      const stream = this.#streams.get(frame.streamId);
      if (frame.body.length > 0) await stream?.receive(frame.body);
      if (frame.flags & finFlag) stream?.push(null);
      return;
    }
    switch (frame.type) {
      case frameTypes.synStream:
        return this.#opened(frame.flags, frame.body, onStream);
      case frameTypes.rstStream:
        this.#streams.get(frame.body.readUInt32BE(0) & 0x7fff_ffff)?.destroy();
        return;
      case frameTypes.ping:
        return this.#send({ kind: 'control', type: frameTypes.ping, flags: 0, body: frame.body });
      case frameTypes.headers:
        // The block is read for the sake of the compression's state.
        await this.#blocks.read(frame.body.subarray(4));
        return;
      default:
    }
  }

  async #opened(flags: number, body: Buffer, onStream: (stream: SpdyStream) => void): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fff_ffff;
    const headers = await this.#blocks.read(body.subarray(10));
    if (this.#streams.size >= maxStreams) throw new Error('too many streams');
    const stream = new SessionStream(headers, (chunk, fin, done) =>
      this.#send({ kind: 'data', streamId: id, flags: fin ? finFlag : 0, body: chunk }, done),
    );
    stream.on('error', () => {});
    stream.on('close', () => this.#streams.delete(id));
    this.#streams.set(id, stream);
    const reply = Buffer.alloc(4);
    reply.writeUInt32BE(id);
    this.#sending = this.#sending.then(async () => {
      const block = await this.#blocks.write({});
      this.#send({ kind: 'control', type: frameTypes.synReply, flags: 0, body: Buffer.concat([reply, block]) });
    });
    await this.#sending;
    if (flags & finFlag) stream.push(null);
    onStream(stream);
  }
}
