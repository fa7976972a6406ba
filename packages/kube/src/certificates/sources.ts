// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Cache } from '../cache/cache.ts';
import { type Ref, refKey } from '../object.ts';
import type { Secret } from '../wire.ts';
import type { KeyPair } from './authority.ts';
import { inspect } from './inspect.ts';

/** Something that is replaced while we run. */
export interface Reloading<T> {
  /** What it is now; `undefined` while there is none. */
  current(): T | undefined;
  onChange(listener: () => void): void;
}

/** Where a server or client gets its certificate from. */
export type CertificateSource = Reloading<KeyPair>;

const pollMs = 30_000;
const settleMs = 50;

/**
 * The certificate in `tls.crt` and `tls.key` of a mounted secret, read again when the kubelet swaps the directory. A key
 * that does not belong to the certificate is half of a swap: the pair before it stays.
 */
export function certificateFiles(directory: string, signal: AbortSignal): CertificateSource {
  return fileSource(directory, signal, () => {
    const certificatePem = readFileSync(`${directory}/tls.crt`, 'utf8');
    const keyPem = readFileSync(`${directory}/tls.key`, 'utf8');
    return inspect(certificatePem)?.hasKey(keyPem) ? { certificatePem, keyPem } : undefined;
  });
}

/** A trust bundle in a mounted file, read again when it changes; one without a certificate does not replace one with. */
export function caFile(path: string, signal: AbortSignal): Reloading<string> {
  return fileSource(dirname(path), signal, () => {
    const pem = readFileSync(path, 'utf8');
    return inspect(pem) ? pem : undefined;
  });
}

/** The certificate in a secret of type kubernetes.io/tls, read through a cache; `fallback` while there is none. */
export function certificateSecret(cache: Cache<Secret>, ref: Ref, fallback?: KeyPair): CertificateSource {
  const key = refKey(ref);
  const listeners: (() => void)[] = [];
  let current = fallback;
  cache.onChange(({ type, object }) => {
    if (
      type === 'DELETED' ||
      refKey({ namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' }) !== key
    ) {
      return;
    }
    const decode = (name: string) => Buffer.from(object.data?.[name] ?? '', 'base64').toString('utf8');
    const [certificatePem, keyPem] = [decode('tls.crt'), decode('tls.key')];
    if (!inspect(certificatePem)?.hasKey(keyPem) || current?.certificatePem === certificatePem) return;
    current = { certificatePem, keyPem };
    for (const listener of listeners) listener();
  });
  return { current: () => current, onChange: (listener) => void listeners.push(listener) };
}

function fileSource<T>(directory: string, signal: AbortSignal, read: () => T | undefined): Reloading<T> {
  const listeners: (() => void)[] = [];
  let current: T | undefined;
  let text = '';
  let settling: NodeJS.Timeout | undefined;
  const reread = () => {
    const next = tryRead(read);
    const nextText = JSON.stringify(next);
    if (next === undefined || nextText === text) return;
    current = next;
    text = nextText;
    for (const listener of listeners) listener();
  };
  reread();
  if (signal.aborted) return { current: () => current, onChange: () => undefined };
  // Notification is quick but can be missed, as when the directory is not there yet; looking is slow but sure.
  const poll = setInterval(reread, pollMs).unref();
  const watcher = existsSync(directory) ? watch(directory, { persistent: false }) : undefined;
  watcher?.on('change', () => {
    clearTimeout(settling);
    settling = setTimeout(reread, settleMs).unref();
  });
  watcher?.on('error', () => watcher.close());
  const stop = () => {
    clearInterval(poll);
    clearTimeout(settling);
    watcher?.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  return { current: () => current, onChange: (listener) => void listeners.push(listener) };
}

function tryRead<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch {
    // Absent at first: the mount comes later, or is being swapped.
    return undefined;
  }
}
