// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Bundles each program, `packages/<program>/src/main.ts`, into the one file that is shipped: `_out/bin/<program>.mjs`. */

import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Where bundles go. */
export const bundleDirectory = join(root, '_out/bin');

/** The file beside the bundles that holds the licences of everything in them that is not ours. */
export const licencesFile = join(bundleDirectory, 'third-party-licences.txt');

/** The programs that exist: the packages with a src/main.ts. */
export function programs(): readonly string[] {
  return readdirSync(join(root, 'packages')).filter((name) => name.startsWith('virt-'));
}

/** Bundles every program that exists, says how large each is, and returns their names. */
export async function bundle(): Promise<readonly string[]> {
  rmSync(bundleDirectory, { recursive: true, force: true });
  mkdirSync(bundleDirectory, { recursive: true });
  const names = programs();
  const packages = new Set<string>();
  for (const name of names) {
    const outfile = join(bundleDirectory, `${name}.mjs`);
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [join(root, 'packages', name, 'src/main.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node26',
      // Identifiers stay, so that a stack trace from a user's log can be read.
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
      // CommonJS dependencies call require() for Node's own modules, which an ES module does not have.
      banner: {
        js: "#!/usr/bin/node\nimport{createRequire as $require}from'node:module';const require=$require(import.meta.url);",
      },
    });
    chmodSync(outfile, 0o755);
    for (const path of bundledPackages(metafile)) packages.add(path);
    console.log(`  ${name}.mjs ${(readFileSync(outfile).length / 1024).toFixed(0)} KiB`);
  }
  writeFileSync(licencesFile, [...packages].sort().map(licence).join('\n'));
  return names;
}

function bundledPackages(metafile: Metafile): readonly string[] {
  const paths = Object.keys(metafile.inputs).map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return paths.filter((path) => path !== undefined);
}

function licence(path: string): string {
  const directory = join(root, path);
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(join(directory, file), 'utf8') : 'The package ships no text of its licence.\n';
  return `=== ${name} ${version} (${license})\n\n${text}`;
}

if (import.meta.main) await bundle();
