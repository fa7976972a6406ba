// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages in their order: each imports only packages above it. Programs stand on one level and never import each other. */
export const order: readonly (readonly string[])[] = [
  ['api'],
  ['kube'],
  ['rules'],
  ['machine'],
  ['host'],
  ['virt-operator', 'virt-api', 'virt-controller', 'virt-handler', 'virt-launcher'],
  ['solo'],
  ['testkit'],
];

/** One import statement: the file it stands in, and the module it names. */
interface Import {
  readonly file: string;
  readonly module: string;
}

/** A package: what its package.json names, its source files and what they import. */
export interface Package {
  readonly name: string;
  readonly dependencies: ReadonlySet<string>;
  readonly developmentDependencies: ReadonlySet<string>;
  readonly files: readonly string[];
  readonly imports: readonly Import[];
}

/** What a check says: how much it looked at, and what is wrong. */
export interface Finding {
  readonly counted: string;
  readonly count: number;
  readonly faults: readonly string[];
}

/** Reads every package of the workspace. */
export function readPackages(root = '.'): Package[] {
  return globSync('packages/*/package.json', { cwd: root }).map((path) => {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
    const directory = path.slice(0, -'/package.json'.length);
    const files = globSync(`${directory}/src/**/*.ts`, { cwd: root }).sort();
    return {
      name: directory.slice('packages/'.length),
      dependencies: new Set(Object.keys(manifest.dependencies ?? {})),
      developmentDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
      files,
      imports: files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8'))),
    };
  });
}

/** The imports of a source text. */
function importsOf(file: string, text: string): Import[] {
  const pattern = /^(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({ file, module: match[1] ?? match[2] ?? match[3] ?? '' }));
}

/** Whether a file is a test or stands beside tests only. */
export function isTest(file: string): boolean {
  return /\.test\.ts$|\/test\//.test(file);
}
