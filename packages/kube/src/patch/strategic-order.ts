// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goText } from './go-text.ts';
import { isDeepEqual } from './json.ts';
import { isObject } from './merge.ts';
import { StrategicPatchError } from './strategic-error.ts';

/**
 * The items of a merged list: those that `wanted` names in its order, the others in the order they had `before`, each of
 * these put in front of the first wanted one that it stood in front of before.
 */
export function inOrder(
  merged: readonly unknown[],
  o: { wanted: readonly unknown[]; before: readonly unknown[]; mergeKey?: string },
): unknown[] {
  const placeIn = (list: readonly unknown[], item: unknown) =>
    list.findIndex((other) => isSame(other, item, o.mergeKey));
  const sorted = (items: unknown[], by: readonly unknown[]) =>
    items.toSorted((a, b) => placeIn(by, a) - placeIn(by, b));
  const wanted = sorted(
    merged.filter((item) => placeIn(o.wanted, item) >= 0),
    o.wanted,
  );
  const others = sorted(
    merged.filter((item) => placeIn(o.wanted, item) < 0),
    o.before,
  );
  const result: unknown[] = [];
  for (const item of wanted) {
    const place = placeIn(o.before, item);
    while (place >= 0 && others.length > 0) {
      const other = placeIn(o.before, others[0]);
      if (other < 0 || other >= place) break;
      result.push(others.shift());
    }
    result.push(item);
  }
  return [...result, ...others];
}

/** Checks that a `$setElementOrder` list names all items of the patch that stay, in the same order. @throws StrategicPatchError */
export function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  if (patch.length === 0 || order.length === 0) return;
  const staying = patch.filter((item) => !(isObject(item) && '$patch' in item));
  let at = 0;
  for (const item of order) {
    if (at === staying.length) break;
    if (isDeepEqual(mergeValue(staying[at], mergeKey), mergeValue(item, mergeKey))) at++;
  }
  if (at === staying.length) return;
  const message = `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`;
  throw new StrategicPatchError('unexpected', message);
}

/** What tells an item from others: its merge key's value, or without such a key the item itself. @throws StrategicPatchError */
export function mergeValue(item: unknown, mergeKey: string | undefined): unknown {
  if (!mergeKey) return item;
  if (!isObject(item)) {
    const found = Array.isArray(item) ? '[]interface {}' : typeof item;
    throw new StrategicPatchError('unexpected', `expected a map[string]interface {}, but received a ${found}`);
  }
  if (item[mergeKey] !== undefined) return item[mergeKey];
  throw new StrategicPatchError('unexpected', `map: ${goText(item)} does not contain declared merge key: ${mergeKey}`);
}

function isSame(a: unknown, b: unknown, mergeKey: string | undefined): boolean {
  if (!mergeKey || !isObject(a) || !isObject(b)) return isDeepEqual(a, b);
  return isDeepEqual(a[mergeKey], b[mergeKey]);
}
