// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** One field of a message as it is on the wire: a number, 64 bits, or bytes. */
export interface WireField {
  number: number;
  value: bigint | Buffer;
  /** Eight or four bytes that are a number. */
  isFixed: boolean;
}

/** Thrown when bytes are no protobuf message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** The fields of a message, in order. @throws ProtobufError */
export function* fieldsOf(bytes: Buffer): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new ProtobufError('unexpected end');
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, result);
    }
    throw new ProtobufError('a number is too long');
  };
  const take = (length: number): Buffer => {
    if (length > bytes.length - at) throw new ProtobufError('unexpected end');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(), isFixed: false };
        break;
      case 1:
        yield { number, value: take(8), isFixed: true };
        break;
      case 2:
        yield { number, value: take(Number(varint())), isFixed: false };
        break;
      case 5:
        yield { number, value: take(4), isFixed: true };
        break;
      default:
        throw new ProtobufError(`wire type ${tag % 8} is not known`);
    }
  }
}
