// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, Strategy } from '../../kind.ts';
import { joined } from './joined.ts';

function noting(name: string, to: string[]): Strategy {
  return {
    setDefaults: () => to.push(`${name} defaults`),
    validate: () => [{ reason: name, message: name, field: name }],
    admit: () =>
      Promise.resolve()
        .then(() => to.push(`${name} admits`))
        .then(() => undefined),
    selectableFields: () => ({ [name]: name, both: name }),
    graceSeconds: () => name.length,
  };
}

describe('strategies joined', () => {
  it('run one after the other', async () => {
    const order: string[] = [];
    const both = joined(noting('a', order), undefined, noting('bb', order));
    const object = {} as Json;
    both.setDefaults?.(object);
    await both.admit?.(object, {} as never);
    assert.deepEqual(order, ['a defaults', 'bb defaults', 'a admits', 'bb admits']);
  });

  it('find what each of them finds, the last deciding where there is one answer', () => {
    const both = joined(noting('a', []), noting('bb', []));
    const object = {} as Json;
    assert.deepEqual(
      both.validate?.(object).map(({ field }) => field),
      ['a', 'bb'],
    );
    assert.deepEqual(both.selectableFields?.(object), { a: 'a', bb: 'bb', both: 'bb' });
    assert.equal(both.graceSeconds?.(object, undefined), 2);
  });

  it('have no function that none of them has', () => {
    assert.deepEqual(Object.keys(joined({ validate: () => [] }, { validate: () => [] })), ['validate']);
  });
});
