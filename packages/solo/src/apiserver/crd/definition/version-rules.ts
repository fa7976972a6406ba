// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { duplicate, entry, invalidValue, required, tooMany } from '../structural/causes.ts';
import type { PrinterColumn, Subresources, Version } from './definition.ts';
import { fieldPath } from './field-path.ts';

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const maxSelectableFields = 8;

/** What is wrong with the sentence that warns of a deprecated version. */
export function deprecationCauses(version: Version, path: string): Cause[] {
  const { deprecationWarning: text } = version;
  if (text === undefined || text === null) return [];
  const invalid = (detail: string) => [invalidValue(`${path}.deprecationWarning`, text, detail)];
  if (!version.deprecated) return invalid('can only be set for deprecated versions');
  const causes: Cause[] = [];
  if (Buffer.byteLength(text) > 256) causes.push(...invalid('must be <= 256 characters long'));
  if (text === '') causes.push(...invalid('must not be an empty string'));
  const at = text.search(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u);
  if (at >= 0) {
    const detail = `must only contain printable UTF-8 characters; non-printable character found at index ${at}`;
    causes.push(...invalid(detail));
  }
  return causes;
}

/** What is wrong with a printer column. */
export function columnCauses(column: PrinterColumn, path: string): Cause[] {
  const causes: Cause[] = [];
  if (!column.name) causes.push(required(`${path}.name`));
  const oneOf = (values: readonly string[]) => `must be one of ${values.join(',')}`;
  if (!column.type) causes.push(required(`${path}.type`, oneOf(columnTypes)));
  else if (!columnTypes.includes(column.type))
    causes.push(invalidValue(`${path}.type`, column.type, oneOf(columnTypes)));
  if (column.format && !columnFormats.includes(column.format))
    causes.push(invalidValue(`${path}.format`, column.format, oneOf(columnFormats)));
  if (!column.jsonPath) causes.push(required(`${path}.JSONPath`));
  else causes.push(...simplePathCauses(column.jsonPath, `${path}.JSONPath`));
  return causes;
}

/** What is wrong with the subresources of a version. */
export function subresourceCauses(subresources: Subresources | undefined, path: string): Cause[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const under = (text: string, at: string, roots: readonly string[], detail: string): Cause[] => {
    const simple = simplePathCauses(text, at);
    if (simple.length || roots.some((root) => text.startsWith(root))) return simple;
    return [invalidValue(at, text, detail)];
  };
  const specAt = `${path}.scale.specReplicasPath`;
  const statusAt = `${path}.scale.statusReplicasPath`;
  const causes = scale.specReplicasPath
    ? under(scale.specReplicasPath, specAt, ['.spec.'], 'should be a json path under .spec')
    : [required(specAt)];
  if (scale.statusReplicasPath)
    causes.push(...under(scale.statusReplicasPath, statusAt, ['.status.'], 'should be a json path under .status'));
  else causes.push(required(statusAt));
  if (scale.labelSelectorPath)
    causes.push(
      ...under(
        scale.labelSelectorPath,
        `${path}.scale.labelSelectorPath`,
        ['.spec.', '.status.'],
        'should be a json path under either .spec or .status',
      ),
    );
  return causes;
}

/** What is wrong with the fields that may be selected by. */
export function selectableCauses(
  fields: Version['selectableFields'],
  schema: Schema | undefined,
  path: string,
): Cause[] {
  if (!fields?.length) return [];
  if (!schema) return [invalidValue(path, '', 'may only be set when validations.schema is included')];
  const seen = new Set<string>();
  const causes = fields.flatMap(({ jsonPath }, index) => {
    const at = `${entry(path, index)}.jsonPath`;
    if (!jsonPath) return [required(at)];
    const found = fieldPath(jsonPath, schema, { allowBrackets: false });
    if ('problem' in found) return [invalidValue(at, jsonPath, `is an invalid path: ${found.problem}`)];
    const own: Cause[] = [];
    if (found.names[0] === 'metadata') own.push(invalidValue(at, jsonPath, 'must not point to fields in metadata'));
    if (!['string', 'boolean', 'integer'].includes(found.schema.type ?? '')) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      own.push(invalidValue(at, jsonPath, detail));
    }
    if (seen.has(found.path)) own.push(duplicate(at, jsonPath));
    seen.add(found.path);
    return own;
  });
  return seen.size > maxSelectableFields ? [...causes, tooMany(path, seen.size, maxSelectableFields)] : causes;
}

function simplePathCauses(text: string, path: string): Cause[] {
  return text.startsWith('.') ? [] : [invalidValue(path, text, 'must be a simple json path starting with .')];
}
