// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isIP, isIPv4 } from 'node:net';
import type { Schema } from '../../schema.ts';

const uuid = (version: string, variant: string) =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i');
const hex = '[0-9a-f]';
const shortName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const longName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const hostname =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.))+([a-zA-Z\p{L}]){2,63})$/u;
const goDuration = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
const wordyDuration =
  /\d+\s*(ns|nano\w*|us|µs|micro\w*|ms|milli\w*|s|sec\w*|m|min\w*|h|hr|hour\w*|d|day\w*|w|wk|week\w*)(?![a-zµ])/i;
const time = /^(\d{2}):(\d{2}):(\d{2})(.\d+)?(z|([+-]\d{2}:\d{2}))$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const card =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/;

/** The formats of texts that are checked, by their names without hyphens. @upstream kube-openapi's strfmt */
const checks: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
  uri: isRequestUri,
  email: (text) => /^([^<>]*<)?[^\s@<>]+@[^\s@<>]+>?$/.test(text.trim()) && text.includes('<') === text.includes('>'),
  hostname: (text) => text.length <= 255 && hostname.test(text) && text.split('.').every((part) => part.length <= 63),
  ipv4: (text) => isIPv4(withoutLeadingZeros(text)),
  ipv6: (text) => isIP(text) === 6,
  cidr: isCidr,
  mac: (text) =>
    new RegExp(`^(${hex}{2}([:-]))(${hex}{2}\\2){4}(${hex}{2})((\\2${hex}{2}){2}|(\\2${hex}{2}){14})?$`, 'i').test(
      text,
    ) || new RegExp(`^(${hex}{4}\\.){2}(${hex}{4})((\\.${hex}{4})|(\\.${hex}{4}){7})?$`, 'i').test(text),
  uuid: (text) => uuid('[0-9a-f]', '[0-9a-f]').test(text),
  uuid3: (text) => uuid('3', '[0-9a-f]').test(text),
  uuid4: (text) => uuid('4', '[89ab]').test(text),
  uuid5: (text) => uuid('5', '[89ab]').test(text),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: (text) => isCreditCard(text.replace(/\D+/g, '')),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: (text) => {
    const parts = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text);
    return parts?.slice(1).every((part) => String(Number(part)) === part && Number(part) <= 255) ?? false;
  },
  byte: (text) => base64.test(text),
  password: () => true,
  date: isDate,
  duration: (text) => goDuration.test(text) || wordyDuration.test(text),
  datetime: isDateTime,
  k8sshortname: (text) => text.length <= 63 && shortName.test(text),
  k8slongname: (text) => text.length <= 253 && longName.test(text),
};

/** The format of a schema, where it is one that is checked for its type; others are for documentation only. */
export function checkedFormat(schema: Schema): string | undefined {
  const { format } = schema;
  if (!format) return undefined;
  if (schema['x-kubernetes-int-or-string']) return undefined;
  if (schema.type === 'integer') return format === 'int32' || format === 'int64' ? format : undefined;
  if (schema.type === 'number') return format === 'float' || format === 'double' ? format : undefined;
  const isText = schema.type === undefined || schema.type === 'string';
  return isText && Object.hasOwn(checks, normal(format)) ? format : undefined;
}

/** Whether a text is of a format; formats that are not known hold for all. */
export function hasFormat(format: string, text: string): boolean {
  return checks[normal(format)]?.(text) ?? true;
}

/** Whether a format is one that some type checks. */
export function isKnownFormat(schema: Schema): boolean {
  return !schema.format || checkedFormat(schema) !== undefined;
}

function normal(format: string): string {
  return format.replaceAll('-', '');
}

function isRequestUri(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text.split('?')[0] ?? '')) return false;
  if (text.startsWith('/')) return !/%(?![0-9a-f]{2})/i.test(text);
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && (URL.canParse(text) || /^[a-z][a-z0-9+.-]*:\/\/[^\s]*$/i.test(text));
}

function withoutLeadingZeros(text: string): string {
  return text.replace(/(^|\.)0+(?=\d)/g, '$1');
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  const family = isIP(withoutLeadingZeros(address));
  return more.length === 0 && family !== 0 && /^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

function isDateTime(text: string): boolean {
  const [date = '', clock = ''] = text.toLowerCase().split('t');
  const parts = time.exec(clock);
  return (
    isDate(date) && parts !== null && (parts[1] ?? '') <= '23' && (parts[2] ?? '') <= '59' && (parts[3] ?? '') <= '59'
  );
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce((total, c, index) => total + (index + 1) * (c === 'X' ? 10 : Number(c)), 0);
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  return [...digits].reduce((total, c, index) => total + (index % 2 ? 3 : 1) * Number(c), 0) % 10 === 0;
}

function isCreditCard(digits: string): boolean {
  if (!card.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, c, index) => {
    const doubled = Number(c) * (index % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
