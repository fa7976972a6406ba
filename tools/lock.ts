// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * `npm run lock`: completes package-lock.json after `npm install`. Where a registry lacks the packages of other platforms, npm
 * leaves them out of the lock file, and `npm ci` then refuses it everywhere. With --check it only says what is missing.
 */

import { readFileSync, writeFileSync } from 'node:fs';

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const file = 'package-lock.json';
const platform = /(android|darwin|freebsd|linux|win32|openharmony|wasm32)(?:-([a-z0-9]+))?(?:-(.*))?$/;

/** The entry of a package that only another platform installs, which its name says. */
function entryOf(name: string, version: string): Entry {
  const [, os, cpu, variant = ''] = platform.exec(name) ?? [];
  if (os === undefined)
    throw new Error(`${name} is optional and missing, and its name says of no platform that it is for`);
  const libc = variant.includes('musl') ? ['musl'] : variant.startsWith('gnu') ? ['glibc'] : undefined;
  const where =
    os === 'wasm32' ? { cpu: ['wasm32'] } : { os: [os], ...(cpu ? { cpu: [cpu] } : {}), ...(libc ? { libc } : {}) };
  return { version, dev: true, optional: true, ...where };
}

const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
const optional = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies).map(([name, version]) => ({ path, name, version })),
);
const missing = optional.filter(
  ({ path, name }) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
);
console.log(`lock: ${optional.length} optional packages, ${missing.length} missing`);
if (process.argv.includes('--check')) {
  for (const { name } of missing) console.error(`${file} lacks ${name}: run \`npm run lock\``);
  process.exitCode = missing.length === 0 ? 0 : 1;
} else if (missing.length > 0) {
  for (const { name, version } of missing) lock.packages[`node_modules/${name}`] = entryOf(name, version);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
