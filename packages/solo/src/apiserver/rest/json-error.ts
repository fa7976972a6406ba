// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const endOfInput = 'unexpected end of JSON input';

// What V8 says, and how Go's parser ends its sentence about the same.
const places: readonly [RegExp, string][] = [
  [/^Expected property name|^Expected double-quoted property name/, 'looking for beginning of object key string'],
  [/^Expected ',' or '}'/, 'after object key:value pair'],
  [/^Expected ',' or '\]'/, 'after array element'],
  [/^Expected ':'/, 'after object key'],
  [/^Unexpected non-whitespace character after JSON/, 'after top-level value'],
  [/^Bad control character/, 'in string literal'],
  [/^Bad escaped character/, 'in string escape code'],
];

/** What Go's JSON parser would say of a text that is no JSON. */
export function jsonErrorText(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/^Unexpected end|^Unterminated/.test(message)) return endOfInput;
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.search(/\S/));
  const character = text[at];
  if (at < 0 || character === undefined) return endOfInput;
  const literal = literalError(text, at);
  if (literal) return literal;
  const place = places.find(([pattern]) => pattern.test(message))?.[1] ?? 'looking for beginning of value';
  return `invalid character ${quoted(character)} ${place}`;
}

/** `nul` and the like: Go says which letter it expected. */
function literalError(text: string, at: number): string | undefined {
  for (const literal of ['true', 'false', 'null']) {
    for (let start = at; start >= Math.max(0, at - literal.length); start--) {
      const length = at - start;
      if (length === 0 || text.slice(start, at) !== literal.slice(0, length) || length >= literal.length) continue;
      const expected = literal[length] ?? '';
      return `invalid character ${quoted(text[at] ?? '')} in literal ${literal} (expecting ${quoted(expected)})`;
    }
  }
  return undefined;
}

function quoted(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  const code = character.charCodeAt(0);
  if (code >= 0x7f && code < 0xa0) return `'\\u${code.toString(16).padStart(4, '0')}'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
