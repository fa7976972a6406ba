// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { helperCalls, ordinaryCalls } from './allowed-calls.ts';

/** A seccomp profile as kubelet and container runtimes read it. */
export interface SeccompProfile {
  defaultAction: string;
  defaultErrnoRet: number;
  architectures: string[];
  syscalls: { names: string[]; action: string }[];
}

const notPermitted = 1;

/** Where the profile belongs beneath the kubelet's seccomp directory; launcher pods name it. */
export const launcherProfilePath = 'kubevirt/kubevirt.json';

/**
 * The profile of launcher pods: what the runtime allows by default, and what passt and post-copy migration need.
 *
 * Namespaces that a program makes for itself give it no right outside of them; the pod has no capability and cannot gain one.
 */
export function launcherProfile(): SeccompProfile {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: notPermitted,
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    syscalls: [
      { names: [...ordinaryCalls], action: 'SCMP_ACT_ALLOW' },
      { names: [...helperCalls], action: 'SCMP_ACT_ALLOW' },
    ],
  };
}
