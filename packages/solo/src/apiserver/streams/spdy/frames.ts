// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A frame as it came or is sent. @upstream SPDY draft 3.1, section 2.2 */
export type Frame =
  | { kind: 'data'; streamId: number; flags: number; body: Buffer }
  | { kind: 'control'; type: number; flags: number; body: Buffer };

/** The control frames of SPDY/3.1 that Kubernetes' clients send. */
export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** The flag that says a side will send nothing more. */
export const finFlag = 1;

const version = 3;
const headBytes = 8;

/** A frame may not be larger; Kubernetes' clients send at most 32 KiB at once. */
const maxFrameBytes = 1024 * 1024;

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete with this chunk. @throws Error at what is not SPDY/3, or too large */
  push(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (this.#rest.length >= headBytes) {
      const word = this.#rest.readUInt32BE(0);
      const flags = this.#rest.readUInt8(4);
      const length = this.#rest.readUIntBE(5, 3);
      if (length > maxFrameBytes) throw new Error(`a frame of ${length} bytes`);
      if (this.#rest.length < headBytes + length) break;
      const body = this.#rest.subarray(headBytes, headBytes + length);
      this.#rest = this.#rest.subarray(headBytes + length);
      if (word < 0x8000_0000) frames.push({ kind: 'data', streamId: word, flags, body });
      else {
        if (((word >>> 16) & 0x7fff) !== version) throw new Error('a frame that is not of SPDY/3');
        frames.push({ kind: 'control', type: word & 0xffff, flags, body });
      }
    }
    return frames;
  }
}

/** The bytes of a frame. */
export function frameBytes(frame: Frame): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(frame.kind === 'data' ? frame.streamId : (0x8000_0000 | (version << 16) | frame.type) >>> 0);
  head.writeUInt8(frame.flags, 4);
  head.writeUIntBE(frame.body.length, 5, 3);
  return Buffer.concat([head, frame.body]);
}
