// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { helperCalls, ordinaryCalls } from './allowed-calls.ts';

/** One rule of a seccomp profile. */
interface SeccompRule {
  names: string[];
  action: string;
  errnoRet?: number;
  args?: { index: number; value: number; valueTwo: number; op: string }[];
}

/** A seccomp profile as kubelet and container runtimes read it. */
export interface SeccompProfile {
  defaultAction: string;
  defaultErrnoRet: number;
  architectures: string[];
  syscalls: SeccompRule[];
}

const errors = { notPermitted: 1, notImplemented: 38 };

const namespaces = {
  time: 0x80,
  mount: 0x20000,
  cgroup: 0x2000000,
  uts: 0x4000000,
  ipc: 0x8000000,
  user: 0x10000000,
  pid: 0x20000000,
  network: 0x40000000,
};

/** Allows a call whose first argument has none of some flags. */
function allowWithout(name: string, flags: readonly number[]): SeccompRule {
  const value = flags.reduce((sum, flag) => sum + flag, 0);
  const args = [{ index: 0, value, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }];
  return { names: [name], action: 'SCMP_ACT_ALLOW', args };
}

/** Where the profile belongs beneath the kubelet's seccomp directory; launcher pods name it. */
export const launcherProfilePath = 'kubevirt/kubevirt.json';

/**
 * The profile of launcher pods: what the runtime allows by default, and what passt and post-copy migration need.
 *
 * Namespaces that a program makes for itself give it no right outside of them, but let it at parts of the kernel that are
 * meant for root. passt needs neither a network namespace nor a new process in any, so those stay shut: most of what was ever
 * broken through a user namespace was the network's. clone3 hides its flags from the filter and is said not to exist, so
 * that programs fall back on clone.
 */
export function launcherProfile(): SeccompProfile {
  const { mount, cgroup, uts, ipc, user, pid, network, time } = namespaces;
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: errors.notPermitted,
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    syscalls: [
      { names: [...ordinaryCalls], action: 'SCMP_ACT_ALLOW' },
      { names: [...helperCalls], action: 'SCMP_ACT_ALLOW' },
      allowWithout('clone', [mount, cgroup, uts, ipc, user, pid, network]),
      allowWithout('unshare', [time, cgroup, network]),
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: errors.notImplemented },
    ],
  };
}
