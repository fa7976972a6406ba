// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isIP, isIPv4 } from 'node:net';
import type { Environment } from '@marcbachmann/cel-js';

/** Kubernetes' functions over IP addresses, networks and URLs. */
export function registerAddresses(env: Environment): void {
  registerIps(env);
  registerUrls(env);
}

/** An address by its bytes: 4 or 16. */
class Ip {
  readonly bytes: readonly number[];
  constructor(bytes: readonly number[]) {
    this.bytes = bytes;
  }
  get isV4(): boolean {
    return this.bytes.length === 4;
  }
}

/** A network: an address and how many of its bits count. */
class Cidr {
  readonly ip: Ip;
  readonly bits: number;
  constructor(ip: Ip, bits: number) {
    this.ip = ip;
    this.bits = bits;
  }
}

function parseIp(text: string): Ip | undefined {
  if (isIPv4(text)) return new Ip(text.split('.').map(Number));
  if (isIP(text) !== 6 || text.includes('%') || text.includes('.')) return undefined;
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part ? part.split(':').map((each) => Number.parseInt(each, 16)) : []);
  const [left, right] = [groups(head), groups(tail ?? '')];
  const middle = tail === undefined ? [] : new Array<number>(8 - left.length - right.length).fill(0);
  const ip = new Ip([...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 255]));
  const isMapped = ip.bytes.slice(0, 10).every((byte) => byte === 0) && ip.bytes[10] === 255 && ip.bytes[11] === 255;
  return isMapped ? undefined : ip;
}

function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = '', ...more] = text.split('/');
  const ip = parseIp(address);
  if (!ip || more.length || !/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > ip.bytes.length * 8) return undefined;
  return new Cidr(ip, Number(bits));
}

function ipText(ip: Ip): string {
  if (ip.isV4) return ip.bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((ip.bytes[at * 2] ?? 0) << 8) | (ip.bytes[at * 2 + 1] ?? 0));
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/(?<![0-9a-f])0(:0)+(?![0-9a-f])/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (!longest) return text;
  const { index } = longest;
  const [before, after] = [
    text.slice(0, index).replace(/:$/, ''),
    text.slice(index + longest[0].length).replace(/^:/, ''),
  ];
  return `${before}::${after}`;
}

function masked(cidr: Cidr): Cidr {
  const bytes = cidr.ip.bytes.map((byte, at) => {
    const bits = Math.min(8, Math.max(0, cidr.bits - at * 8));
    return byte & (255 << (8 - bits)) & 255;
  });
  return new Cidr(new Ip(bytes), cidr.bits);
}

function contains(cidr: Cidr, ip: Ip): boolean {
  if (ip.isV4 !== cidr.ip.isV4) return false;
  return ipText(masked(new Cidr(ip, cidr.bits)).ip) === ipText(masked(cidr).ip);
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Error(message);
  return value;
}

function registerIps(env: Environment): void {
  class IpNamespace {}
  const [ip, cidr] = ['net.IP', 'net.CIDR'];
  const toIp = (text: string) => found(parseIp(text), `IP Address '${text}' parse error during conversion from string`);
  const toCidr = (text: string) =>
    found(parseCidr(text), `network address parse error during conversion from string: '${text}'`);
  const first = (each: Ip) => each.bytes[0] ?? 0;
  const second = (each: Ip) => each.bytes[1] ?? 0;
  const isLoopback = (each: Ip) => (each.isV4 ? first(each) === 127 : ipText(each) === '::1');
  const isLocal = (each: Ip) =>
    each.isV4 ? first(each) === 169 && second(each) === 254 : first(each) === 0xfe && (second(each) & 0xc0) === 0x80;
  const isMulticast = (each: Ip) => (each.isV4 ? (first(each) & 0xf0) === 0xe0 : first(each) === 0xff);
  const isUnspecified = (each: Ip) => each.bytes.every((byte) => byte === 0);
  env
    .registerType(ip, Ip)
    .registerType(cidr, Cidr)
    .registerType('IpNamespace', IpNamespace)
    .registerConstant('ip', 'IpNamespace', new IpNamespace())
    .registerFunction(`ip(string): ${ip}`, toIp)
    .registerFunction('isIP(string): bool', (text: string) => parseIp(text) !== undefined)
    .registerFunction(
      'IpNamespace.isCanonical(string): bool',
      (_: IpNamespace, text: string) => ipText(toIp(text)) === text,
    )
    .registerFunction(`string(${ip}): string`, ipText)
    .registerFunction(`${ip}.family(): int`, (each: Ip) => (each.isV4 ? 4n : 6n))
    .registerFunction(`${ip}.isUnspecified(): bool`, isUnspecified)
    .registerFunction(`${ip}.isLoopback(): bool`, isLoopback)
    .registerFunction(`${ip}.isLinkLocalMulticast(): bool`, (each: Ip) =>
      each.isV4 ? each.bytes.slice(0, 3).join('.') === '224.0.0' : first(each) === 0xff && (second(each) & 0xf) === 2,
    )
    .registerFunction(`${ip}.isLinkLocalUnicast(): bool`, isLocal)
    .registerFunction(
      `${ip}.isGlobalUnicast(): bool`,
      (each: Ip) =>
        !(
          isLoopback(each) ||
          isLocal(each) ||
          isMulticast(each) ||
          isUnspecified(each) ||
          ipText(each) === '255.255.255.255'
        ),
    )
    .registerOperator(`${ip} == ${ip}`, (a: Ip, b: Ip) => ipText(a) === ipText(b))
    .registerFunction(`cidr(string): ${cidr}`, toCidr)
    .registerFunction('isCIDR(string): bool', (text: string) => parseCidr(text) !== undefined)
    .registerFunction(`string(${cidr}): string`, (each: Cidr) => `${ipText(each.ip)}/${each.bits}`)
    .registerFunction(`${cidr}.containsIP(${ip}): bool`, contains)
    .registerFunction(`${cidr}.containsIP(string): bool`, (each: Cidr, text: string) => contains(each, toIp(text)))
    .registerFunction(
      `${cidr}.containsCIDR(${cidr}): bool`,
      (a: Cidr, b: Cidr) => a.bits <= b.bits && contains(a, b.ip),
    )
    .registerFunction(`${cidr}.containsCIDR(string): bool`, (a: Cidr, text: string) => {
      const b = toCidr(text);
      return a.bits <= b.bits && contains(a, b.ip);
    })
    .registerFunction(`${cidr}.ip(): ${ip}`, (each: Cidr) => each.ip)
    .registerFunction(`${cidr}.masked(): ${cidr}`, masked)
    .registerFunction(`${cidr}.prefixLength(): int`, (each: Cidr) => BigInt(each.bits))
    .registerOperator(`${cidr} == ${cidr}`, (a: Cidr, b: Cidr) => a.bits === b.bits && ipText(a.ip) === ipText(b.ip));
}

/** The parts of a URL, as they stand in the text. */
class Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  constructor(parts: { scheme: string; host: string; path: string; query: string }) {
    this.scheme = parts.scheme;
    this.host = parts.host;
    this.path = parts.path;
    this.query = parts.query;
  }
}

function parseUrl(text: string): Url | undefined {
  const parts =
    /^(?:([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/?#]*)|([a-z][a-z0-9+.-]*):(?!\/\/))?([^?]*)(?:\?(.*))?$/is.exec(
      text,
    );
  if (!parts) return undefined;
  const [, scheme, host = '', opaque, path = '', query = ''] = parts;
  if (scheme === undefined && opaque === undefined && !path.startsWith('/')) return undefined;
  if (host && !/^(\[[0-9a-f:.%]+\]|[^:[\]\s]*)(:\d*)?$/i.test(host)) return undefined;
  if (/%(?![0-9a-f]{2})/i.test(path)) return undefined;
  return new Url({ scheme: (scheme ?? opaque ?? '').toLowerCase(), host, path, query });
}

function queryOf(url: Url): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(url.query.split('#')[0]))
    all.set(key, [...(all.get(key) ?? []), value]);
  return all;
}

function registerUrls(env: Environment): void {
  const type = 'net.URL';
  env
    .registerType(type, Url)
    .registerFunction(`url(string): ${type}`, (text: string) =>
      found(parseUrl(text), `URL parse error during conversion from string: parse "${text}": invalid URI for request`),
    )
    .registerFunction('isURL(string): bool', (text: string) => parseUrl(text) !== undefined)
    .registerFunction(`${type}.getScheme(): string`, (url: Url) => url.scheme)
    .registerFunction(`${type}.getHost(): string`, (url: Url) => url.host)
    .registerFunction(`${type}.getHostname(): string`, (url: Url) =>
      url.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'),
    )
    .registerFunction(
      `${type}.getPort(): string`,
      (url: Url) => /:(\d*)$/.exec(url.host.replace(/^\[.*\]/, ''))?.[1] ?? '',
    )
    .registerFunction(`${type}.getEscapedPath(): string`, (url: Url) => encodeURI(decodeURI(url.path)))
    .registerFunction(`${type}.getQuery(): map<string, list<string>>`, queryOf)
    .registerOperator(
      `${type} == ${type}`,
      (a: Url, b: Url) => a.scheme === b.scheme && a.host === b.host && a.path === b.path && a.query === b.query,
    );
}
