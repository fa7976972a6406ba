// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { RegistryCredential } from '../runtime/runtime.ts';

/** The credentials that are meant for a repository, the most exact first. @upstream kubelet: parts of the host may be globs */
export function credentialsFor(repository: string, all: readonly RegistryCredential[]): RegistryCredential[] {
  return all
    .map((credential) => ({ credential, key: registryKey(credential.registry) }))
    .filter(({ key }) => matches(key, repository))
    .toSorted((a, b) => b.key.length - a.key.length)
    .map(({ credential }) => credential);
}

function registryKey(registry: string): string {
  const bare = registry.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  const key = bare.replace(/\/v[12]$/, '');
  return key === 'index.docker.io' ? 'docker.io' : key;
}

function matches(key: string, repository: string): boolean {
  const [keyHost = '', ...keyPath] = key.split('/');
  const [host = '', ...path] = repository.split('/');
  const [keyName = '', keyPort = ''] = keyHost.split(':');
  const [name = '', port = ''] = host.split(':');
  const keyLabels = keyName.split('.');
  const labels = name.split('.');
  const hostMatches =
    keyPort === port &&
    keyLabels.length === labels.length &&
    keyLabels.every((label, index) => glob(label).test(labels[index] ?? ''));
  return hostMatches && path.join('/').startsWith(keyPath.join('/'));
}

function glob(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`);
}
