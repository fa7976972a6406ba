// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const inputSuffix = '.input.yaml';

/**
 * One test for each `<case>.input.yaml` of a directory: what `translate` makes of it must be `<case>.output.<extension>`.
 *
 * With `GOLDEN=write` in the environment the outputs are written instead, to be reviewed as a diff. A directory without
 * cases fails.
 */
export function goldenCases<Input>(directory: URL, extension: string, translate: (input: Input) => string): void {
  const root = fileURLToPath(directory);
  const inputs = globSync(`*${inputSuffix}`, { cwd: root }).sort();
  test(`golden: there are cases in ${root.split('/').slice(-3).join('/')}`, () => assert.ok(inputs.length > 0));
  for (const file of inputs) {
    const name = file.slice(0, -inputSuffix.length);
    test(`golden: ${name}`, () => {
      const actual = translate(parse(readFileSync(`${root}/${file}`, 'utf8')));
      const output = `${root}/${name}.output.${extension}`;
      if (process.env.GOLDEN === 'write') writeFileSync(output, actual);
      assert.ok(existsSync(output), `${output} is missing; GOLDEN=write makes it`);
      assert.equal(actual, readFileSync(output, 'utf8'));
    });
  }
}
