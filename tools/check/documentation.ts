// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readFileSync } from 'node:fs';
import { type Finding, isTest, type Package } from './workspace.ts';

const exported =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:const|function\*?|class|interface|type) ([A-Za-z0-9_]+)/;
const header = ['// SPDX-License-Identifier: Apache-2.0', '// SPDX-FileCopyrightText: the kubevirt-ts authors'];

/** A definition of the API says what it is in its own first argument, which kubectl explain shows; its type says it with it. */
function isSchema(line: string): boolean {
  return /^export const \w+ = (?:object|alias|kind)\(|^export interface \w+ extends Infer<typeof \w+> \{\}$/.test(line);
}

/** Every export of a package has a doc comment, every file its licence, every package its README. */
export function checkDocumentation(packages: readonly Package[]): Finding {
  let count = 0;
  const faults: string[] = [];
  for (const { name, files } of packages) {
    if (!existsSync(`packages/${name}/README.md`)) faults.push(`packages/${name} has no README.md`);
    for (const file of files) {
      const lines = readFileSync(file, 'utf8').split('\n');
      if (!header.every((line) => lines.slice(0, 3).includes(line))) faults.push(`${file} has no SPDX header`);
      if (isTest(file)) continue;
      const documented = new Set<string>();
      lines.forEach((line, index) => {
        const identifier = exported.exec(line)?.[1];
        if (identifier === undefined) return;
        count += 1;
        const above = lines[index - 1] ?? '';
        if (above.endsWith('*/') || above.startsWith('// biome-ignore') || isSchema(line)) documented.add(identifier);
        else if (!documented.has(identifier))
          faults.push(`${file}:${index + 1} exports ${identifier} without a doc comment`);
      });
    }
  }
  return { counted: 'exports', count, faults };
}
