// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request body that is not taken: 413 when too long, 400 when not JSON. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly code: 400 | 413;

  constructor(code: 400 | 413, message: string) {
    super(message);
    this.code = code;
  }
}

/** A request's body, of at most `maxBytes`. @throws {@link BodyError} 413 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLong = () => new BodyError(413, `the body is longer than ${maxBytes} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLong();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A request's body as JSON; an empty one is `undefined`. @throws {@link BodyError} 413 or 400 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const body = await readBody(request, maxBytes);
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BodyError(400, 'the body is not JSON');
  }
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, code: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
