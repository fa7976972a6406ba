// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Environment } from '@marcbachmann/cel-js';
import { Optional } from '@marcbachmann/cel-js';
import {
  isDns1035Label,
  isDnsLabel,
  isDnsSubdomain,
  isLabelValue,
  isQualifiedName,
  type TextRule,
} from '../../../kinds/validation/names.ts';
import { goFloat, goQuote } from '../../structural/causes.ts';
import { hasFormat } from '../../structural/formats.ts';
import { goRegExp } from '../../structural/go-regexp.ts';

/** The functions over texts that CEL's strings extension and Kubernetes have beyond the language's own. */
export function registerTexts(env: Environment): void {
  class Strings {}
  env
    .registerType('StringsNamespace', Strings)
    .registerConstant('strings', 'StringsNamespace', new Strings())
    .registerFunction('StringsNamespace.quote(string): string', (_: Strings, text: string) => goQuote(text))
    .registerFunction('string.charAt(int): string', (text: string, at: bigint) => {
      const all = [...text];
      if (at < 0n || at > BigInt(all.length)) throw new Error(`index out of range: ${at}`);
      return all[Number(at)] ?? '';
    })
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction('string.replace(string, string, int): string', replaceSome)
    .registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''))
    .registerFunction('string.format(list): string', format)
    .registerFunction('string.goMatches(string): bool', (text: string, pattern: string) => goRegExp(pattern).test(text))
    .registerFunction('goMatches(string, string): bool', (text: string, pattern: string) =>
      goRegExp(pattern).test(text),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => goRegExp(pattern).exec(text)?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      findAll(text, pattern, -1n),
    )
    .registerFunction('string.findAll(string, int): list<string>', findAll);
  env
    .registerFunction('string(google.protobuf.Timestamp): string', told)
    .registerFunction('string(google.protobuf.Duration): string', told)
    .registerFunction('int(google.protobuf.Timestamp): int', (time: Date) => BigInt(Math.floor(time.getTime() / 1000)));
  registerFormats(env);
}

function replaceSome(text: string, from: string, to: string, count: bigint): string {
  let left = count < 0n ? Number.POSITIVE_INFINITY : Number(count);
  return text.replaceAll(from, (found) => (left-- > 0 ? to : found));
}

function findAll(text: string, pattern: string, limit: bigint): string[] {
  const { source, flags } = goRegExp(pattern);
  const all = [...text.matchAll(new RegExp(source, `${flags}g`))].map(([found]) => found);
  return limit < 0n ? all : all.slice(0, Number(limit));
}

/** As CEL's `format`: %s %d %f %e %b %o %x %X %%. */
function format(text: string, args: readonly unknown[]): string {
  let next = 0;
  const result = text.replace(/%(?:\.(\d+))?(.)/gs, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= args.length) throw new Error(`index ${next} out of range`);
    return formatOne(verb, args[next++], precision === undefined ? 6 : Number(precision));
  });
  return result;
}

function formatOne(verb: string, value: unknown, precision: number): string {
  const number = typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
  const wrong = () => new Error(`error during formatting: unsupported value for the %${verb} clause`);
  switch (verb) {
    case 's':
      return told(value);
    case 'd':
      if (number === undefined) throw wrong();
      return String(number);
    case 'f':
    case 'e': {
      if (number === undefined) throw wrong();
      if (verb === 'f') return Number(number).toFixed(precision);
      return Number(number)
        .toExponential(precision)
        .replace(/e([+-])(\d)$/, 'e$10$2');
    }
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (typeof value !== 'bigint') throw wrong();
      return value.toString(2);
    case 'o':
      if (typeof value !== 'bigint') throw wrong();
      return value.toString(8);
    case 'x':
    case 'X': {
      const hex =
        typeof value === 'bigint'
          ? value.toString(16)
          : typeof value === 'string' || value instanceof Uint8Array
            ? Buffer.from(value as string).toString('hex')
            : undefined;
      if (hex === undefined) throw wrong();
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      throw new Error(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

function told(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return goFloat(value);
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (Array.isArray(value)) return `[${value.map(told).join(', ')}]`;
  if (value instanceof Map) return told(Object.fromEntries(value));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${key}: ${told(item)}`).join(', ')}}`;
  }
  return String(value);
}

const prefix =
  (rule: TextRule): TextRule =>
  (text) =>
    rule(text.length > 1 ? text.replace(/-$/, 'a') : text);
const formatted =
  (name: string): TextRule =>
  (text) =>
    hasFormat(name, text) ? [] : [`does not match the format ${name}`];

const formats: Readonly<Record<string, TextRule>> = {
  dns1123Label: isDnsLabel,
  dns1123Subdomain: isDnsSubdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: prefix(isDnsLabel),
  dns1123SubdomainPrefix: prefix(isDnsSubdomain),
  dns1035LabelPrefix: prefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: formatted('uri'),
  uuid: formatted('uuid'),
  byte: formatted('byte'),
  date: formatted('date'),
  datetime: formatted('datetime'),
};

function registerFormats(env: Environment): void {
  class Formats {}
  class Format {
    readonly problems: TextRule;
    constructor(problems: TextRule) {
      this.problems = problems;
    }
  }
  env
    .registerType('FormatNamespace', Formats)
    .registerType('kubernetes.NamedFormat', Format)
    .registerConstant('format', 'FormatNamespace', new Formats());
  for (const [name, problems] of Object.entries(formats)) {
    const one = new Format(problems);
    env.registerFunction(`FormatNamespace.${name}(): kubernetes.NamedFormat`, () => one);
  }
  env
    .registerFunction('FormatNamespace.named(string): optional<kubernetes.NamedFormat>', (_: Formats, name: string) => {
      const problems = Object.hasOwn(formats, name) ? formats[name] : undefined;
      return problems ? Optional.of(new Format(problems)) : Optional.none();
    })
    .registerFunction(
      'kubernetes.NamedFormat.validate(string): optional<list<string>>',
      (one: Format, text: string) => {
        const problems = one.problems(text);
        return problems.length ? Optional.of(problems) : Optional.none();
      },
    );
}
