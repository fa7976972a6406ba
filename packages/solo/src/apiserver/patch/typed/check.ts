// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goText } from '@kubevirt-ts/kube';
import { elementText, fieldElement, type PathElement } from '../fields/path-element.ts';
import { goTypeName } from '../go-type.ts';
import { entriesOf, formOf, itemElement, itemsOf, TypeMismatch } from './form.ts';
import type { ListShape, MapShape, Shape } from './shape.ts';

/** What keeps a value from being one of its shape, each with the path to it: fields unknown, types wrong, keys missing or twice. */
export function check(shape: Shape, value: unknown): string[] {
  const found: string[] = [];
  walk(shape, value, '', found);
  return found;
}

function walk(shape: Shape, value: unknown, path: string, found: string[]): void {
  const complain = (message: string) => found.push(path ? `${path}: ${message}` : message);
  if (value === null) return;
  switch (formOf(shape, value)) {
    case 'map': {
      const entries = entriesOf(value);
      if (!entries) complain(`expected map, got &{${goText(value)}}`);
      else if (shape.map) walkFields(shape.map, entries, path, found);
      return;
    }
    case 'list': {
      const items = itemsOf(value);
      if (!items) complain(`expected list, got &{${goText(value)}}`);
      else if (shape.list) walkItems(shape.list, items, path, found);
      return;
    }
    default: {
      const problem = scalarProblem(shape.scalar, value);
      if (problem) complain(problem);
    }
  }
}

function walkFields(map: MapShape, entries: Record<string, unknown>, path: string, found: string[]): void {
  for (const [name, value] of Object.entries(entries)) {
    if (value === undefined) continue;
    const inner = `${path}${elementText(fieldElement(name))}`;
    const field = map.field(name);
    if (!field) {
      found.push(`${inner}: field not declared in schema`);
      return;
    }
    walk(field, value, inner, found);
  }
}

function walkItems(list: ListShape, items: readonly unknown[], path: string, found: string[]): void {
  const seen = new Set<PathElement>();
  for (const [i, item] of items.entries()) {
    let element: PathElement = `i:${i}`;
    if (!list.isAtomic) {
      try {
        element = itemElement(list, item);
      } catch (error) {
        if (!(error instanceof TypeMismatch)) throw error;
        found.push(`${path}: element ${i}: ${error.message}`);
        return;
      }
      if (seen.has(element)) found.push(`${path}: duplicate entries for key ${elementText(element)}`);
      seen.add(element);
    }
    walk(list.item, item, `${path}${elementText(element)}`, found);
  }
}

function scalarProblem(scalar: Shape['scalar'], value: unknown): string | undefined {
  switch (scalar) {
    case 'numeric':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goTypeName(value)}`;
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got &{${goText(value)}}`;
    default:
      return typeof value === 'object' ? `expected any scalar, got &{${goText(value)}}` : undefined;
  }
}

/** As Go prints a value with %#v. */
function goLiteral(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]interface {}{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${goLiteral(inner)}`).join(', ')}}`;
}
