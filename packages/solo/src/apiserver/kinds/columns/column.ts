// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, LabelSelector, PodTemplateSpec } from '@kubevirt-ts/kube';
import type { Column, Json } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { age } from './human-duration.ts';

/** A column before its kind's schema is known. */
export interface ColumnRow<T> {
  name: string;
  type?: Column['type'];
  format?: string;
  /** A sentence, or with a leading dot the field whose description it shares: `.spec.replicas`. */
  about: string;
  /** Shown only with `-o wide`. */
  isWide?: boolean;
  cell: (object: T, now: Date) => unknown;
}

/** The column that every table begins with. */
export const nameColumn: ColumnRow<KubeObject> = {
  name: 'Name',
  format: 'name',
  about: '.metadata.name',
  cell: (object) => object.metadata?.name ?? '',
};

/** How old the object is. */
export const ageColumn: ColumnRow<KubeObject> = {
  name: 'Age',
  about: '.metadata.creationTimestamp',
  cell: (object, now) => age(object.metadata?.creationTimestamp, now),
};

/** The columns of kinds that have none of their own. */
export const defaultColumns: readonly ColumnRow<KubeObject>[] = [
  nameColumn,
  {
    name: 'Created At',
    type: 'date',
    about: '.metadata.creationTimestamp',
    cell: (object) => object.metadata?.creationTimestamp ?? null,
  },
];

/** Columns as the API serves them, described by the schema of their kind. */
export function columns<T extends KubeObject>(
  rows: readonly ColumnRow<T>[],
  schema: Schema,
  shownAs = (object: Json) => object,
): Column[] {
  return rows.map((row) => ({
    name: row.name,
    type: row.type ?? 'string',
    format: row.format ?? '',
    description: row.about.startsWith('.') ? description(schema, row.about.slice(1).split('.')) : row.about,
    priority: row.isWide ? 1 : 0,
    cell: (object: Json, now: Date) => row.cell(shownAs(object) as unknown as T, now),
  }));
}

function description(schema: Schema, path: readonly string[]): string {
  let node: Schema | undefined = schema;
  for (const step of path) node = node?.properties?.[step];
  return node?.description ?? '';
}

/** Labels or a selector that is made of them: `a=b,c=d`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.sort().join(',') || '<none>';
}

/** A label selector as kubectl takes it: `app=web,tier in (a,b),!canary`. */
export function selectorText(selector: LabelSelector | null | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const others = (selector?.matchExpressions ?? []).map(({ key, operator, values }) => ({
    key,
    text: requirementText(key, operator, values ?? []),
  }));
  const all = [...equal, ...others].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return all.map(({ text }) => text).join(',') || '<none>';
}

function requirementText(key: string, operator: string, values: readonly string[]): string {
  const list = `(${[...values].sort().join(',')})`;
  switch (operator) {
    case 'In':
      return `${key} in ${list}`;
    case 'NotIn':
      return `${key} notin ${list}`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}

interface HasTemplate extends KubeObject {
  spec?: { template?: PodTemplateSpec; selector?: LabelSelector };
}

/** What `-o wide` adds for kinds that make pods. */
export const templateColumns: readonly ColumnRow<HasTemplate>[] = [
  {
    name: 'Containers',
    about: 'Names of each container in the template.',
    isWide: true,
    cell: (object) => (object.spec?.template?.spec?.containers ?? []).map((container) => container.name).join(','),
  },
  {
    name: 'Images',
    about: 'Images referenced by each container in the template.',
    isWide: true,
    cell: (object) =>
      (object.spec?.template?.spec?.containers ?? []).map((container) => container.image ?? '').join(','),
  },
  {
    name: 'Selector',
    about: '.spec.selector',
    isWide: true,
    cell: (object) => selectorText(object.spec?.selector),
  },
];

/** A list of which three are named: `a,b,c + 2 more...`. */
export function threeOf(items: readonly string[], none: string): string {
  const text = items.slice(0, 3).join(',');
  return items.length > 3 ? `${text} + ${items.length - 3} more...` : text || none;
}
