// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { OciSeccomp, OciSyscall } from './config.ts';
import { plainSyscalls, syscallsByCapability, syscallsByProcessor, words } from './seccomp-syscalls.ts';

const architectures: Readonly<Record<string, string[]>> = {
  x64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  arm64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
  s390x: ['SCMP_ARCH_S390X', 'SCMP_ARCH_S390'],
  riscv64: ['SCMP_ARCH_RISCV64'],
};

/** Those flags of clone that make a namespace: cgroup, uts, ipc, user, pid, net, mount. */
const namespaceFlags = 0x7e020000;
const afVsock = 40;
/** Linux, Linux with 32-bit ids, and the same without address randomisation; the last asks which it is. */
const personalities = [0, 0x8, 0x20000, 0x20008, 0xffffffff];
const enosys = 38;
const eperm = 1;

/** The profile of a container with `RuntimeDefault`, given its capabilities (without `CAP_`). @upstream containerd's default */
export function defaultSeccomp(held: readonly string[], processor: string = process.arch): OciSeccomp {
  const syscalls: OciSyscall[] = [
    allow([...plainSyscalls, ...words(syscallsByProcessor[processor] ?? '')]),
    allow(['socket'], { index: 0, value: afVsock, op: 'SCMP_CMP_NE' }),
    ...personalities.map((value) => allow(['personality'], { index: 0, value, op: 'SCMP_CMP_EQ' })),
    ...held.flatMap((capability) => {
      const names = syscallsByCapability[capability];
      return names ? [allow(words(names))] : [];
    }),
  ];
  if (!held.includes('SYS_ADMIN')) {
    const index = processor === 's390x' ? 1 : 0;
    syscalls.push(allow(['clone'], { index, value: namespaceFlags, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }));
    // Its flags are in memory, where a filter cannot see them; "no such call" makes C libraries take clone.
    syscalls.push({ names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: enosys });
  }
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: eperm,
    architectures: architectures[processor],
    syscalls,
  };
}

function allow(names: string[], arg?: NonNullable<OciSyscall['args']>[number]): OciSyscall {
  return arg ? { names, action: 'SCMP_ACT_ALLOW', args: [arg] } : { names, action: 'SCMP_ACT_ALLOW' };
}
