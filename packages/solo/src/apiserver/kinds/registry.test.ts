// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kindOf } from '../../../test/built-in-kinds.ts';
import type { Json, Kind } from '../kind.ts';
import { kindRegistry } from './registry.ts';

const pods = kindOf({ apiVersion: 'v1', kind: 'Pod' } as Json);

function widget(version: string): Kind {
  return { ...pods, group: 'a.example', version, kind: 'Widget', plural: 'widgets', isCustom: true };
}

describe('the registry of kinds', () => {
  it('finds kinds by path and by name, those built in before others', () => {
    const kinds = kindRegistry([pods]);
    kinds.replace('a.example', 'widgets', [widget('v2'), widget('v1')]);
    assert.equal(kinds.find('', 'v1', 'pods'), pods);
    assert.equal(kinds.byKind('v1', 'Pod'), pods);
    assert.equal(kinds.byKind('a.example/v1', 'Widget')?.version, 'v1');
    assert.equal(kinds.find('a.example', 'v3', 'widgets'), undefined);
    assert.deepEqual(
      kinds.all().map(({ kind, version }) => `${kind} ${version}`),
      ['Pod v1', 'Widget v2', 'Widget v1'],
    );
  });

  it('replaces and removes all versions of a resource, and tells who listens', () => {
    const kinds = kindRegistry([pods]);
    const told: string[] = [];
    kinds.onChange((group, plural) => told.push(`${plural}.${group}`));
    kinds.replace('a.example', 'widgets', [widget('v1')]);
    kinds.replace('a.example', 'widgets', [widget('v2')]);
    assert.equal(kinds.find('a.example', 'v1', 'widgets'), undefined);
    kinds.replace('a.example', 'widgets', []);
    assert.deepEqual(kinds.all(), [pods]);
    assert.deepEqual(told, ['widgets.a.example', 'widgets.a.example', 'widgets.a.example']);
  });

  it('leaves a path to who had it first', () => {
    const kinds = kindRegistry([pods]);
    kinds.replace('', 'pods', [{ ...pods, isCustom: true }]);
    assert.equal(kinds.find('', 'v1', 'pods'), pods);
  });
});
