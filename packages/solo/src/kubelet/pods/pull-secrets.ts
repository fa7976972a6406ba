// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Secret } from '@kubevirt-ts/kube';
import type { RegistryCredential } from '../runtime/runtime.ts';

type Entry = { username?: string; password?: string; auth?: string };

/** The names and passwords in a pull secret of either form; what cannot be read is left out. */
export function registryCredentials(secret: Secret): RegistryCredential[] {
  const text = (key: string) => Buffer.from(secret.data?.[key] ?? '', 'base64').toString();
  const modern = parsed(text('.dockerconfigjson')) as { auths?: Record<string, Entry> } | undefined;
  const legacy = parsed(text('.dockercfg')) as Record<string, Entry> | undefined;
  return Object.entries(modern?.auths ?? legacy ?? {}).map(([registry, entry]) => ({
    registry,
    ...nameAndPassword(entry),
  }));
}

function nameAndPassword({ username, password, auth }: Entry): { username: string; password: string } {
  if (username !== undefined) return { username, password: password ?? '' };
  const plain = Buffer.from(auth ?? '', 'base64').toString();
  const colon = plain.indexOf(':');
  return colon < 0
    ? { username: plain, password: '' }
    : { username: plain.slice(0, colon), password: plain.slice(colon + 1) };
}

function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
