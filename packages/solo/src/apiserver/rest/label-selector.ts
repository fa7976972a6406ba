// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest } from '../errors.ts';
import { isLabelValue, isQualifiedName } from '../kinds/validation/names.ts';

type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** One requirement on labels. */
export interface Requirement {
  key: string;
  operator: Operator;
  values: readonly string[];
}

/** Parses `a=b,c in (d,e),!f,g>1`; an empty text is no requirement. @throws ApiError 400 in Kubernetes' words */
export function parseLabelSelector(text: string): Requirement[] {
  const parser = new Parser(text);
  const requirements = parser.all();
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Whether labels meet all requirements. */
export function matchesLabels(
  requirements: readonly Requirement[],
  labels: Record<string, string> | undefined,
): boolean {
  return requirements.every((requirement) => meets(requirement, labels?.[requirement.key]));
}

function meets({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return isInteger(value) && BigInt(value) > BigInt(values[0] ?? '');
    case 'lt':
      return isInteger(value) && BigInt(value) < BigInt(values[0] ?? '');
  }
}

function isInteger(value: string | undefined): value is string {
  return value !== undefined && /^-?\d+$/.test(value);
}

type Token = { kind: 'identifier' | 'symbol' | 'end'; text: string };
const symbols = ['(', ')', ',', '!', '=', '==', '!=', '>', '<'];

/** @upstream labels.Parser: what is an identifier depends on where it stands, so that keys and values may be called `in`. */
class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = scan(text);
  }

  all(): Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'end') return found;
      if (token.kind !== 'identifier' && token.text !== '!') {
        throw badRequest(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      found.push(this.#requirement());
      const next = this.#take();
      if (next.kind === 'end') return found;
      if (next.text !== ',' || next.kind !== 'symbol') {
        throw badRequest(`found '${next.text}', expected: ',' or 'end of string'`);
      }
      const after = this.#peek();
      if (after.kind !== 'identifier' && after.text !== '!') {
        throw badRequest(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #take(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #requirement(): Requirement {
    const isNegated = this.#peek().text === '!' && this.#peek().kind === 'symbol';
    if (isNegated) this.#take();
    const token = this.#take();
    if (token.kind !== 'identifier') throw unparsable(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const errors = isQualifiedName(key);
    if (errors.length) throw unparsable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${errors.join('; ')}`);
    const next = this.#peek();
    if (isNegated) return { key, operator: '!', values: [] };
    if (next.kind === 'end' || next.text === ',') return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#set() : [this.#value()];
    return checked({ key, operator, values });
  }

  #operator(): Operator {
    const { kind, text } = this.#take();
    if (kind === 'symbol') {
      if (text === '=' || text === '==' || text === '!=') return text;
      if (text === '>') return 'gt';
      if (text === '<') return 'lt';
    } else if (text === 'in' || text === 'notin') return text;
    throw unparsable(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  #value(): string {
    const token = this.#peek();
    if (token.kind === 'end' || token.text === ',') return '';
    if (token.kind !== 'identifier') throw unparsable(`found '${token.text}', expected: identifier`);
    return this.#take().text;
  }

  #set(): string[] {
    const open = this.#take();
    if (open.text !== '(') throw unparsable(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    if (this.#peek().text === ')') {
      this.#take();
      return [''];
    }
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'identifier') {
        values.push(this.#take().text);
        const next = this.#take();
        if (next.text === ')') return values;
        if (next.text !== ',') throw unparsable(`found '${next.text}', expected: ',' or ')'`);
        if (this.#peek().text === ')') {
          this.#take();
          return [...values, ''];
        }
      } else if (token.text === ',') {
        this.#take();
        values.push('');
        if (this.#peek().text === ')') {
          this.#take();
          return [...values, ''];
        }
      } else throw unparsable(`found '${token.text}', expected: ',', or identifier`);
    }
  }
}

function checked(r: Requirement): Requirement {
  r.values.forEach((value, index) => {
    const quoted = JSON.stringify(value);
    if ((r.operator === 'gt' || r.operator === 'lt') && !/^[-+]?\d+$/.test(value)) {
      throw unparsable(
        `values[${index}]: Invalid value: ${quoted}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    const errors = isLabelValue(value);
    if (errors.length) throw unparsable(`values[${index}][${r.key}]: Invalid value: ${quoted}: ${errors.join('; ')}`);
  });
  return r;
}

function unparsable(why: string) {
  return badRequest(`unable to parse requirement: ${why}`);
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/\s/.test(char)) at += 1;
    else if (symbols.includes(char)) {
      let symbol = char;
      while (symbols.includes(symbol + (text[at + symbol.length] ?? ' '))) symbol += text[at + symbol.length];
      tokens.push({ kind: 'symbol', text: symbol });
      at += symbol.length;
    } else {
      const identifier = /^[^\s(),!=<>]+/.exec(text.slice(at))?.[0] ?? char;
      tokens.push({ kind: 'identifier', text: identifier });
      at += identifier.length;
    }
  }
  return tokens;
}
