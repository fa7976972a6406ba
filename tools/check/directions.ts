// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { type Finding, isTest, order, type Package } from './workspace.ts';

const level = new Map(order.flatMap((names, index) => names.map((name) => [name, index] as const)));
const prefix = '@kubevirt-ts/';

/** A package imports only packages above it, and only what its package.json names. */
export function checkDirections(packages: readonly Package[]): Finding {
  const faults = packages.flatMap((from) => {
    if (!level.has(from.name)) return [`packages/${from.name} has no place in the order of tools/check/workspace.ts`];
    return from.imports.flatMap(({ file, module }) => {
      if (module.startsWith('.') || module.startsWith('node:') || builtinModules.includes(module)) return [];
      const parts = module.split('/');
      const target = module.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
      const declared = from.dependencies.has(target) || (isTest(file) && from.developmentDependencies.has(target));
      const undeclared = declared
        ? []
        : [`${file} imports ${target}, which packages/${from.name}/package.json does not name`];
      if (!target.startsWith(prefix)) return undeclared;
      const to = level.get(target.slice(prefix.length));
      const downward =
        to === undefined || (to >= (level.get(from.name) ?? 0) && !(isTest(file) && target === `${prefix}testkit`));
      return [
        ...undeclared,
        ...(downward ? [`${file} imports ${target}, which is not above packages/${from.name}`] : []),
      ];
    });
  });
  return { counted: 'packages', count: packages.length, faults };
}

/** No import cycles between the files of a package. */
export function checkCycles(packages: readonly Package[]): Finding {
  const graph = new Map<string, string[]>();
  for (const { imports } of packages) {
    for (const { file, module } of imports) {
      if (module.startsWith('.')) graph.set(file, [...(graph.get(file) ?? []), normalize(join(dirname(file), module))]);
    }
  }
  const faults: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      faults.push(`import cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return { counted: 'files with imports of their own package', count: graph.size, faults };
}
