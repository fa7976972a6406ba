// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveUser } from './user.ts';

const passwd =
  '# all\nroot:x:0:0:root:/root:/bin/sh\nqemu:x:107:108::/var/lib/qemu:/bin/sh\nbroken\n4711:x:12:13::/n:\n';
const group = 'root:x:0:\nkvm:x:55:other,qemu\nqemu:x:108:\ndisk:x:6:qemu\n';
const of = (asked: string) => resolveUser(asked, passwd, group);

describe('a user', () => {
  it('is root when nothing is said', () => {
    assert.deepEqual(of(''), { uid: 0, gid: 0, groups: [], home: '/root' });
  });

  it('has the groups and home of the image', () => {
    const qemu = { uid: 107, gid: 108, groups: [55, 6], home: '/var/lib/qemu' };
    assert.deepEqual(of('qemu'), qemu);
    assert.deepEqual(of('107'), qemu);
    assert.deepEqual(of('107:55'), { ...qemu, gid: 55 });
    assert.deepEqual(of('qemu:kvm'), { ...qemu, gid: 55 });
  });

  it('may be nobody’s number', () => {
    assert.deepEqual(of('1000'), { uid: 1000, gid: 0, groups: [], home: undefined });
    assert.deepEqual(of('1000:1001'), { uid: 1000, gid: 1001, groups: [], home: undefined });
    assert.deepEqual(resolveUser('1000', '', ''), { uid: 1000, gid: 0, groups: [], home: undefined });
  });

  it('is a name before it is a number', () => {
    assert.partialDeepStrictEqual(of('4711'), { uid: 12 });
  });

  it('must be known by that name', () => {
    assert.equal(of('nobody'), 'unable to find user nobody: no matching entries in passwd file');
    assert.equal(of('qemu:none'), 'unable to find group none: no matching entries in group file');
  });
});
