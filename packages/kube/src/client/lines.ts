// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { StringDecoder } from 'node:string_decoder';

/** The lines of a stream of bytes, as they come; what follows the last line break is dropped, for it is half a line. */
export async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  for await (const chunk of chunks) {
    let text = decoder.write(chunk);
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      parts.push(text.slice(0, end));
      const line = parts.join('');
      parts = [];
      text = text.slice(end + 1);
      if (line.trim()) yield line;
    }
    if (text) parts.push(text);
  }
}
