// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Writes one protobuf message. */
export class ProtobufWriter {
  readonly #parts: Buffer[] = [];

  /** A text, or a message that is already written. */
  bytes(field: number, value: string | Buffer): void {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    this.#parts.push(varint(field * 8 + 2), varint(bytes.length), bytes);
  }

  /** A whole number, not negative. */
  integer(field: number, value: number): void {
    this.#parts.push(varint(field * 8), varint(value));
  }

  boolean(field: number, value: boolean): void {
    this.integer(field, value ? 1 : 0);
  }

  double(field: number, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#parts.push(varint(field * 8 + 1), bytes);
  }

  /** The message. */
  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
