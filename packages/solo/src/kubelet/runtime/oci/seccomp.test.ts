// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capabilities } from './capabilities.ts';
import { defaultSeccomp } from './seccomp.ts';
import { plainSyscalls } from './seccomp-syscalls.ts';

const plain = capabilities({ privileged: false, add: [], drop: [] });
const admin = [...plain, 'SYS_ADMIN'];

/** What a profile says of a system call: without conditions on its arguments, or with. */
function verdicts(held: readonly string[], name: string, processor = 'x64') {
  const rules = (defaultSeccomp(held, processor).syscalls ?? []).filter(({ names }) => names.includes(name));
  return rules.map(({ action, errnoRet, args }) => ({
    action,
    ...(errnoRet && { errnoRet }),
    conditional: args !== undefined,
  }));
}

describe('the default filter', () => {
  it('names each system call once', () => {
    assert.equal(new Set(plainSyscalls).size, plainSyscalls.length);
    assert.ok(plainSyscalls.length > 330, `${plainSyscalls.length}`);
    assert.ok(plainSyscalls.every((name) => /^[a-z_][a-z0-9_]+$/.test(name)));
  });

  it('refuses what reaches beyond the container', () => {
    for (const name of [
      'mount',
      'unshare',
      'setns',
      'bpf',
      'keyctl',
      'add_key',
      'io_uring_setup',
      'reboot',
      'kexec_load',
      'userfaultfd',
      'init_module',
    ])
      assert.deepEqual(verdicts(plain, name), [], name);
    assert.deepEqual(defaultSeccomp(plain).defaultAction, 'SCMP_ACT_ERRNO');
    assert.deepEqual(defaultSeccomp(plain).defaultErrnoRet, 1);
  });

  it('lets threads be made, but no namespaces', () => {
    assert.deepEqual(verdicts(plain, 'clone'), [{ action: 'SCMP_ACT_ALLOW', conditional: true }]);
    assert.deepEqual(verdicts(plain, 'clone3'), [{ action: 'SCMP_ACT_ERRNO', errnoRet: 38, conditional: false }]);
    assert.deepEqual(verdicts(admin, 'clone3'), [{ action: 'SCMP_ACT_ALLOW', conditional: false }]);
    assert.deepEqual(verdicts(admin, 'mount'), [{ action: 'SCMP_ACT_ALLOW', conditional: false }]);
  });

  it('goes with the capabilities that are left', () => {
    assert.equal(verdicts(plain, 'chroot').length, 1);
    assert.equal(verdicts(capabilities({ privileged: false, add: [], drop: ['ALL'] }), 'chroot').length, 0);
    assert.equal(verdicts([...plain, 'SYS_TIME'], 'clock_settime').length, 1);
  });

  it('keeps vsock to itself', () => {
    assert.deepEqual(verdicts(plain, 'socket'), [{ action: 'SCMP_ACT_ALLOW', conditional: true }]);
  });

  it('knows the processor', () => {
    assert.equal(verdicts(plain, 'arch_prctl', 'x64').length, 1);
    assert.equal(verdicts(plain, 'arch_prctl', 'arm64').length, 0);
    assert.deepEqual(defaultSeccomp(plain, 'arm64').architectures, ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM']);
  });
});

describe('capabilities', () => {
  const of = (add: string[], drop: string[]) => capabilities({ privileged: false, add, drop }).toSorted();
  it('are the default ones, more and less', () => {
    assert.equal(of([], []).length, 14);
    assert.deepEqual(of(['NET_BIND_SERVICE'], ['ALL']), ['NET_BIND_SERVICE']);
    assert.deepEqual(of(['CAP_SYS_NICE'], ['all']), ['SYS_NICE']);
    assert.equal(of(['ALL'], ['SYS_ADMIN']).length, 40);
    assert.deepEqual(of(['CHOWN'], ['CHOWN']).includes('CHOWN'), false);
    assert.equal(capabilities({ privileged: true, add: [], drop: ['ALL'] }).length, 41);
  });
});
