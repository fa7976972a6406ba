// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Compares our schemas with KubeVirt's published OpenAPI document and with objects that have every field set. That data
// lies beside the repository and is not part of it; without it these tests say so instead of passing.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Kind, kinds } from '../kinds.ts';
import { prune } from '../prune.ts';
import type { ObjectSchema } from '../schema.ts';
import { maxViolations, type Violation, validate } from '../validate.ts';
import { compare, type OpenapiSchema } from './openapi.ts';

const reference = new URL('../../../../../shared/kubevirt-v1.9.0/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, reference), 'utf8'));

if (existsSync(reference)) {
  compareDocuments();
  compareObjects();
} else {
  const message = `no reference data at ${reference.pathname}: fidelity to KubeVirt's API was NOT checked`;
  console.warn(`SKIPPED: ${message}`);
  test(`SKIPPED: ${message}`, { skip: message });
}

function compareDocuments(): void {
  const definitions: Record<string, OpenapiSchema> = read('openapi.json').definitions;
  const roots = Object.fromEntries(Object.values(kinds).map(({ kind, schema }) => [`v1.${kind}`, schema]));
  const comparison = compare(definitions, roots);

  test('every definition has the fields, types and required fields that KubeVirt has', () => {
    const [seen, fields] = [comparison.definitions.size, comparison.fields.size];
    console.log(`fidelity: ${seen} definitions and ${fields} fields compared`);
    assert.deepEqual(comparison.differences, []);
    assert.ok(seen > 0 && fields > 0, 'nothing was compared');
  });

  test('no text is one of KubeVirt', () => {
    const copied = comparison.texts.filter(({ theirs, ours }) => longestCommonRun(theirs, ours) >= 8);
    console.log(`fidelity: ${comparison.texts.length} texts compared`);
    assert.deepEqual(copied, []);
    assert.ok(comparison.texts.length > 0, 'nothing was compared');
  });

  test('the comparison notices what is missing, extra, of another type or not required', () => {
    const [, root] = Object.entries(roots)[0] ?? assert.fail();
    const { spec, status: _, ...fields } = root.fields;
    assert.ok(spec);
    const changed = {
      ...root,
      fields: { ...fields, extra: spec, spec: { ...spec, required: undefined, type: 'boolean' } },
    };
    const found = compare(definitions, { 'v1.KubeVirt': changed as never }).differences.join('\n');
    for (const expected of ['"extra"', '"status"', 'required is ["spec"]', 'type is "object"'])
      assert.ok(found.includes(expected), `${expected} in ${found}`);
  });
}

function compareObjects(): void {
  const files = readdirSync(new URL('objects/', reference)).filter((file) => file.endsWith('.json'));

  test('there are reference objects', () => {
    console.log(`fidelity: ${files.length} objects with every field compared`);
    assert.ok(files.length > 0);
  });

  for (const file of files) {
    test(`${file} has only known fields of the right type and survives a round trip`, () => {
      const object = read(`objects/${file}`);
      const schema: ObjectSchema = kinds[object.kind as Kind].schema;
      for (const finding of validate(schema, object, ''))
        assert.ok(isAboutMadeUpValue(finding), `${finding.field}: ${finding.message}`);
      assert.deepEqual(prune<unknown>(schema, JSON.parse(JSON.stringify(object))), object);
    });

    test(`${file}: every change of shape in it is noticed`, () => {
      const object = read(`objects/${file}`);
      const schema: ObjectSchema = kinds[object.kind as Kind].schema;
      const before = validate(schema, object, '').length;
      assert.ok(before < maxViolations, 'the limit on findings hides some');
      object.spec.unknown = 1;
      assert.equal(validate(schema, object, '').length, before + 1);
      object.spec = 'text';
      assert.deepEqual(
        validate(schema, object, '')
          .filter((each) => !isAboutMadeUpValue(each))
          .map((each) => each.field),
        ['spec'],
      );
    });
  }
}

/** The values in the reference objects are made up: "dnsPolicyValue", -16, 18446744073709551600; only their types are real. */
const isAboutMadeUpValue = ({ reason }: Violation): boolean =>
  reason === 'FieldValueNotSupported' || reason === 'FieldValueInvalid';

/** Length in words of the longest run of words that two texts share. */
function longestCommonRun(one: string, other: string): number {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [left, right] = [words(one), words(other)];
  let longest = 0;
  let previous: number[] = [];
  for (const word of left) {
    const current = right.map((each, index) => (each === word ? (previous[index - 1] ?? 0) + 1 : 0));
    longest = Math.max(longest, ...current);
    previous = current;
  }
  return longest;
}
