// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What Go's JSON parser would say of a text that is no JSON. */
export function jsonErrorText(text: string): string {
  const checker = new Checker(text);
  try {
    checker.document();
    return 'invalid JSON';
  } catch (error) {
    if (error instanceof Unexpected) return error.message;
    throw error;
  }
}

class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const literals = ['true', 'false', 'null'];

class Checker {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value();
    this.#skip();
    if (this.#at < this.#text.length) this.#fail('after top-level value');
  }

  #value(): void {
    this.#skip();
    const char = this.#text[this.#at] ?? '';
    if (char === '{') this.#object();
    else if (char === '[') this.#array();
    else if (char === '"') this.#string();
    else if (!this.#literal(char) && !this.#number()) this.#fail('looking for beginning of value');
  }

  #object(): void {
    this.#at += 1;
    this.#skip();
    if (this.#take('}')) return;
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] !== '"') this.#fail('looking for beginning of object key string');
      this.#string();
      this.#skip();
      if (!this.#take(':')) this.#fail('after object key');
      this.#value();
      this.#skip();
      if (this.#take('}')) return;
      if (!this.#take(',')) this.#fail('after object key:value pair');
    }
  }

  #array(): void {
    this.#at += 1;
    this.#skip();
    if (this.#take(']')) return;
    for (;;) {
      this.#value();
      this.#skip();
      if (this.#take(']')) return;
      if (!this.#take(',')) this.#fail('after array element');
    }
  }

  #string(): void {
    for (this.#at += 1; !this.#take('"'); this.#at += 1) {
      const char = this.#text[this.#at] ?? '';
      if (char < ' ') this.#fail('in string literal');
      if (char !== '\\') continue;
      this.#at += 1;
      const escaped = this.#text[this.#at] ?? '';
      if (!'"\\/bfnrtu'.includes(escaped) || escaped === '') this.#fail('in string escape code');
    }
  }

  #literal(char: string): boolean {
    const literal = literals.find((each) => each[0] === char);
    if (!literal) return false;
    for (const letter of literal) {
      if (!this.#take(letter)) this.#fail(`in literal ${literal} (expecting ${quoted(letter)})`);
    }
    return true;
  }

  #number(): boolean {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found !== undefined;
  }

  #skip(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '.')) this.#at += 1;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #fail(where: string): never {
    const char = this.#text[this.#at];
    if (char === undefined) throw new Unexpected('unexpected end of JSON input');
    throw new Unexpected(`invalid character ${quoted(char)} ${where}`);
  }
}

function quoted(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  const code = character.charCodeAt(0);
  if (code >= 0x7f && code < 0xa0) return `'\\u${code.toString(16).padStart(4, '0')}'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
