// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { headerDictionary } from './dictionary.ts';

/** Headers of a stream by lower-case name; several values are joined by NUL, as on the wire. */
export type StreamHeaders = Readonly<Record<string, string>>;

/** Uncompressed headers of one frame may not be larger. */
const maxHeaderBytes = 64 * 1024;

/** Runs one chunk through a zlib stream that keeps its state between chunks. */
function through(zlib: Deflate | Inflate, chunk: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const onData = (part: Buffer) => {
      bytes += part.length;
      if (bytes > maxHeaderBytes) zlib.destroy(new Error('the headers of a stream are too large'));
      else parts.push(part);
    };
    const done = (error?: Error | null) => {
      zlib.off('data', onData).off('error', done);
      if (error) reject(error);
      else resolve(Buffer.concat(parts));
    };
    zlib.on('data', onData).on('error', done);
    zlib.write(chunk, (error) => (error ? done(error) : zlib.flush(constants.Z_SYNC_FLUSH, () => done())));
  });
}

/** The compression of one SPDY/3.1 session's headers: one zlib stream a direction, for as long as the session lives. */
export class HeaderBlocks {
  readonly #inflate = createInflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH });
  readonly #deflate = createDeflate({ dictionary: headerDictionary });

  /** Reads a block. Blocks must be read in the order in which they came. @throws Error when it is no block or too large */
  async read(block: Buffer): Promise<StreamHeaders> {
    const text = await through(this.#inflate, block);
    let at = 0;
    const next = () => {
      const length = text.readUInt32BE(at);
      const value = text.toString('utf8', at + 4, at + 4 + length);
      at += 4 + length;
      return value;
    };
    const count = text.readUInt32BE(at);
    at += 4;
    const headers: Record<string, string> = {};
    for (let index = 0; index < count; index += 1) {
      const name = next();
      headers[name.toLowerCase()] = next();
    }
    return headers;
  }

  /** Writes a block. */
  write(headers: StreamHeaders): Promise<Buffer> {
    const entries = Object.entries(headers);
    const number = (value: number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    };
    const text = (value: string) => [number(Buffer.byteLength(value)), Buffer.from(value)];
    return through(
      this.#deflate,
      Buffer.concat([number(entries.length), ...entries.flatMap(([name, value]) => [...text(name), ...text(value)])]),
    );
  }

  close(): void {
    this.#inflate.close();
    this.#deflate.close();
  }
}
