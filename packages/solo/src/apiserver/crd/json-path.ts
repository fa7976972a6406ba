// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The JSONPath of Kubernetes' printer columns and kubectl: fields, indexes, slices, wildcards, filters, recursive descent.

/** Finds the values a path leads to; missing fields lead to none. */
export type JsonPath = (value: unknown) => unknown[];

type Step = (values: readonly unknown[], root: unknown) => unknown[];

/** Thrown when a path cannot be read. */
class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** Reads a path such as `.status.conditions[?(@.type=="Ready")].status`. @throws JsonPathError */
export function jsonPath(text: string): JsonPath {
  const steps = new Reader(text).steps();
  return (root) => steps.reduce<unknown[]>((values, step) => step(values, root), [root]);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The steps of the path up to its end. */
  steps(): Step[] {
    const steps: Step[] = [];
    if (this.#text[this.#at] === '$' || this.#text[this.#at] === '@') this.#at++;
    while (this.#at < this.#text.length) steps.push(this.#step());
    return steps;
  }

  #step(): Step {
    if (this.#text[this.#at] === '[') return this.#bracket();
    if (this.#text.startsWith('..', this.#at)) {
      this.#at += 2;
      const next = this.#text[this.#at] === '[' ? this.#bracket() : this.#name();
      return (values, root) => next(values.flatMap(descendants), root);
    }
    if (this.#text[this.#at] === '.') this.#at++;
    else if (this.#at > 0) throw this.#unexpected();
    if (this.#at >= this.#text.length || this.#text[this.#at] === '[') return (values) => [...values];
    return this.#name();
  }

  #name(): Step {
    const found = /^(?:\\.|[^.[\]\s{}])+/.exec(this.#text.slice(this.#at));
    if (!found) throw this.#unexpected();
    this.#at += found[0].length;
    const name = found[0].replace(/\\(.)/g, '$1');
    if (name === '*') return (values) => values.flatMap(children);
    return (values) => values.flatMap((value) => field(value, name));
  }

  #bracket(): Step {
    const inner = this.#inside();
    const filter = /^\?\((.*)\)$/s.exec(inner);
    if (filter) return filterStep(filter[1] ?? '');
    const parts = splitOutside(inner, ',');
    const steps = parts.map((part) => bracketPart(part.trim()));
    return (values, root) => values.flatMap((value) => steps.flatMap((step) => step([value], root)));
  }

  /** The text between a bracket and the one that closes it. */
  #inside(): string {
    let depth = 0;
    let quote = '';
    for (let at = this.#at; at < this.#text.length; at++) {
      const c = this.#text[at] ?? '';
      if (quote) {
        if (c === '\\') at++;
        else if (c === quote) quote = '';
      } else if (c === '"' || c === "'") quote = c;
      else if (c === '[') depth++;
      else if (c === ']' && --depth === 0) {
        const inner = this.#text.slice(this.#at + 1, at);
        this.#at = at + 1;
        return inner;
      }
    }
    throw new JsonPathError('unterminated array');
  }

  #unexpected(): JsonPathError {
    return new JsonPathError(`unrecognized character in action: ${JSON.stringify(this.#text[this.#at] ?? '')}`);
  }
}

function bracketPart(text: string): Step {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) {
    const name = (quoted[2] ?? '').replace(/\\(.)/g, '$1');
    return (values) => values.flatMap((value) => field(value, name));
  }
  if (text === '*') return (values) => values.flatMap(children);
  if (/^-?\d+$/.test(text)) return (values) => values.flatMap((value) => item(value, Number(text)));
  const slice = /^(-?\d*):(-?\d*)(?::(-?\d*))?$/.exec(text);
  if (slice) return (values) => values.flatMap((value) => sliced(value, slice));
  throw new JsonPathError(`invalid array index ${text}`);
}

function sliced(value: unknown, [, from = '', to = '', by = '']: RegExpExecArray): unknown[] {
  if (!Array.isArray(value)) return [];
  const part = value.slice(from === '' ? 0 : Number(from), to === '' ? undefined : Number(to));
  const step = by === '' ? 1 : Number(by);
  return step > 0 ? part.filter((_, index) => index % step === 0) : [];
}

const operators: Readonly<Record<string, (a: string | number | boolean, b: string | number | boolean) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
};

function filterStep(text: string): Step {
  const found = /^(.*?)(==|!=|<=|>=|<|>)(.*)$/s.exec(text.trim());
  if (!found) {
    const exists = operand(text.trim());
    return (values, root) => values.flatMap((value) => items(value).filter((each) => exists(each, root).length > 0));
  }
  const left = operand((found[1] ?? '').trim());
  const right = operand((found[3] ?? '').trim());
  const holds = operators[found[2] ?? ''];
  return (values, root) =>
    values.flatMap((value) =>
      items(value).filter((each) => {
        const [a, b] = [left(each, root)[0], right(each, root)[0]];
        return isScalar(a) && isScalar(b) && typeof a === typeof b && holds?.(a, b) === true;
      }),
    );
}

function operand(text: string): (value: unknown, root: unknown) => unknown[] {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) return () => [(quoted[2] ?? '').replace(/\\(.)/g, '$1')];
  if (/^-?\d+(\.\d+)?$/.test(text)) return () => [Number(text)];
  if (text === 'true' || text === 'false') return () => [text === 'true'];
  const path = jsonPath(text);
  return text.startsWith('$') ? (_, root) => path(root) : (value) => path(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function field(value: unknown, name: string): unknown[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name)) return [];
  return [(value as Record<string, unknown>)[name]];
}

function item(value: unknown, index: number): unknown[] {
  if (!Array.isArray(value)) return [];
  const at = index < 0 ? value.length + index : index;
  return at >= 0 && at < value.length ? [value[at]] : [];
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value !== null && typeof value === 'object' ? Object.values(value) : [];
}

function descendants(value: unknown): unknown[] {
  return [value, ...children(value).flatMap(descendants)];
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [''];
  let quote = '';
  for (const c of text) {
    if (quote ? c === quote : c === '"' || c === "'") quote = quote ? '' : c;
    if (c === separator && !quote) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${c}`);
  }
  return parts;
}
