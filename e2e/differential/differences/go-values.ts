// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Difference } from './difference.ts';

/** Reads a value that Go printed with `%#v`, from where it starts; undefined where that is not the syntax. */
class Reader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.#text) ?? undefined;
    if (found !== undefined) this.at = sticky.lastIndex;
    return found;
  }

  value(): unknown {
    // What a pointer points at is not told; where there are any it is true.
    if (this.#take(/\(\*bool\)\(0x[0-9a-f]+\)/)) return true;
    const nil = this.#take(/(?:\(\*?[^()]*\)|(?:\[\]|map\[\w+\])[\w.*]+(?: \{\})?)\(nil\)|nil/);
    if (nil !== undefined) return null;
    const quoted = this.#take(/"(?:[^"\\]|\\.)*"/);
    if (quoted !== undefined) return JSON.parse(quoted[0]);
    const plain = this.#take(/-?\d+(?:\.\d+)?|true|false/);
    if (plain !== undefined) return JSON.parse(plain[0]);
    const hex = this.#take(/0x[0-9a-f]+/);
    if (hex !== undefined) return hex[0];
    if (this.#take(/\[\][\w.*]+(?: \{\})?\{/)) return this.#items(() => this.value());
    if (this.#take(/map\[\w+\](?:interface \{\}|[\w.*[\]]+)\{/)) {
      return Object.fromEntries(
        this.#items(() => [this.value(), this.#take(/:/) && this.value()]) as [string, unknown][],
      );
    }
    const struct = this.#take(/&?(\w+)\.([A-Z]\w*)\{/);
    if (struct === undefined) throw new SyntaxError(`no Go value at ${this.at}`);
    const fields = Object.fromEntries(
      this.#items(() => [this.#take(/(\w+):/)?.[1] ?? '', this.value()]) as [string, unknown][],
    );
    if (struct[2] === 'IntOrString') return fields.Type === 0 ? fields.IntVal : fields.StrVal;
    // Internal types have no names in JSON, and leave nothing out.
    if (!struct[1]?.endsWith('v1')) return fields;
    const named = Object.entries(fields).filter(([, each]) => each !== null && each !== '');
    return Object.fromEntries(named.map(([name, each]) => [jsonName(name), each]));
  }

  #items(item: () => unknown): unknown[] {
    const items: unknown[] = [];
    while (!this.#take(/\}/)) {
      items.push(item());
      this.#take(/, /);
    }
    return items;
  }
}

function jsonName(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (start) => start.toLowerCase());
}

const value = /(?<=(?:Invalid|Duplicate|Unsupported) value: )(?=&?(?:map\[|\[\]|\w+\.[A-Z]))/g;

function inJson(text: string): string {
  let out = '';
  let from = 0;
  for (const { index } of text.matchAll(value)) {
    if (index < from) continue;
    const reader = new Reader(text, index);
    out += text.slice(from, index);
    try {
      out += JSON.stringify(reader.value());
      from = reader.at;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      from = index;
    }
  }
  return out + text.slice(from);
}

/** Values in messages were printed in Go's syntax, and are in JSON now. */
export const goValues: Difference = {
  name: 'values-in-json',
  reason: 'messages show structured values as JSON since 1.34, in Go syntax before',
  text: [/^[\s\S]*(?:Invalid|Duplicate|Unsupported) value: [\s\S]*$/, (text) => inJson(text ?? '')],
};
