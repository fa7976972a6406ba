// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind, Kinds } from '../kind.ts';

/** The kinds there are: those built in, and those that definitions bring and take. */
export function kindRegistry(builtins: readonly Kind[]): Kinds {
  const custom = new Map<string, readonly Kind[]>();
  const listeners: ((group: string, plural: string) => void)[] = [];
  let index = indexed(builtins);

  return {
    find: (group, version, plural) => index.byPath.get(pathKey(group, version, plural)),
    byKind: (apiVersion, kind) => index.byKind.get(`${apiVersion}/${kind}`),
    all: () => index.all,
    replace(group, plural, kinds) {
      const key = `${group}/${plural}`;
      if (kinds.length) custom.set(key, kinds);
      else custom.delete(key);
      const others = [...custom.keys()].sort().flatMap((name) => custom.get(name) ?? []);
      index = indexed([...builtins, ...others]);
      for (const listener of listeners) listener(group, plural);
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}

interface Index {
  byPath: ReadonlyMap<string, Kind>;
  byKind: ReadonlyMap<string, Kind>;
  all: readonly Kind[];
}

function pathKey(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}

// A name that is taken is kept by who had it first.
function indexed(kinds: readonly Kind[]): Index {
  const byPath = new Map<string, Kind>();
  const byKind = new Map<string, Kind>();
  for (const kind of kinds) {
    const path = pathKey(kind.group, kind.version, kind.plural);
    const name = `${kind.group ? `${kind.group}/` : ''}${kind.version}/${kind.kind}`;
    if (!byPath.has(path)) byPath.set(path, kind);
    if (!byKind.has(name)) byKind.set(name, kind);
  }
  return { byPath, byKind, all: kinds };
}
