// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json, Kind } from '../kind.ts';
import { type FieldTerm, matchesFields, parseFieldSelector } from './field-selector.ts';
import { matchesLabels, parseLabelSelector, type Requirement } from './label-selector.ts';

/** Which objects of a collection a request is about. */
export class Selection {
  readonly #kind: Kind;
  readonly #labels: readonly Requirement[];
  readonly #fields: readonly FieldTerm[];
  readonly #mustContain: readonly string[];

  /** @throws ApiError 400 */
  constructor(kind: Kind, query: URLSearchParams) {
    this.#kind = kind;
    this.#labels = parseLabelSelector(query.get('labelSelector') ?? '');
    this.#fields = parseFieldSelector(query.get('fieldSelector') ?? '', kind);
    this.#mustContain = [...this.#labels.flatMap(labelTexts), ...this.#fields.flatMap(fieldTexts)];
  }

  /** Whether everything is selected. */
  get isAll(): boolean {
    return this.#labels.length === 0 && this.#fields.length === 0;
  }

  /** The one name that is asked for, if it is one. */
  get name(): string | undefined {
    return this.#fields.find(({ field, isEqual }) => field === 'metadata.name' && isEqual)?.value;
  }

  /** False when the text of an object shows, without parsing it, that it is not selected. */
  mayMatch(json: string): boolean {
    return this.#mustContain.every((text) => json.includes(text));
  }

  matches(object: Json): boolean {
    return matchesLabels(this.#labels, object.metadata?.labels) && matchesFields(this.#fields, object, this.#kind);
  }
}

/** The text that the JSON of an object with such a label has in it. */
function labelTexts({ key, operator, values }: Requirement): string[] {
  const name = JSON.stringify(key);
  if (operator === '=' || operator === '==') return [`${name}:${JSON.stringify(values[0])}`];
  return operator === 'exists' || operator === 'in' || operator === 'gt' || operator === 'lt' ? [`${name}:`] : [];
}

/** A value that can only come from a string of the object has to be in its text; booleans, numbers and '' may be computed. */
function fieldTexts({ value, isEqual }: FieldTerm): string[] {
  return isEqual && !/^(true|false|-?\d*)$/.test(value) ? [JSON.stringify(value)] : [];
}
