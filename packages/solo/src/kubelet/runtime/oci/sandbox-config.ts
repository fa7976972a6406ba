// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { SandboxSpec } from '../spec.ts';
import type { OciConfig, OciNamespace } from './config.ts';
import { defaultDeviceRules } from './devices.ts';
import { type Controllers, ociResources } from './limits.ts';
import { defaultSeccomp } from './seccomp.ts';

/** What a pause process is made from. */
export interface SandboxFacts {
  spec: SandboxSpec;
  /** A directory that holds nothing but the pause program. */
  rootfs: string;
  cgroupsPath: string;
  /** Of its network namespace; undefined with the host's network. */
  netns: string | undefined;
  leastOomScoreAdj: number;
  controllers: Controllers;
}

/** Sysctls that every pod has: low ports and ping need no privilege. @upstream containerd 2 */
const podSysctls = { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 2147483647' };
/** Killed first, after nothing else is left to kill. @upstream kubelet */
const oomScoreAdj = -998;
const nobody = 65_535;

/** The OCI configuration of a pod's pause process, which holds the pod's namespaces. */
export function sandboxConfig(f: SandboxFacts): OciConfig {
  const { spec } = f;
  const namespaces: OciNamespace[] = [{ type: 'mount' }];
  if (!spec.hostPid) namespaces.push({ type: 'pid' });
  if (!spec.hostIpc) namespaces.push({ type: 'ipc' });
  if (!spec.hostNetwork) namespaces.push({ type: 'uts' });
  if (f.netns) namespaces.push({ type: 'network', path: f.netns });
  const quiet = ['nosuid', 'noexec', 'nodev'];
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: nobody, gid: nobody },
      args: ['/pause', '-P'],
      env: [],
      cwd: '/',
      capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
      noNewPrivileges: true,
      oomScoreAdj: Math.max(f.leastOomScoreAdj, oomScoreAdj),
    },
    root: { path: f.rootfs, readonly: true },
    ...(spec.hostNetwork ? {} : { hostname: spec.hostname }),
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc', options: [...quiet, 'ro'] },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'noexec', 'mode=755', 'size=64k'] },
    ],
    linux: {
      namespaces,
      cgroupsPath: f.cgroupsPath,
      resources: {
        ...ociResources({}, f.controllers),
        ...(f.controllers.has('devices') ? { devices: [...defaultDeviceRules] } : {}),
      },
      seccomp: defaultSeccomp([]),
      sysctl: { ...(f.netns ? podSysctls : {}), ...spec.sysctls },
      maskedPaths: ['/proc/kcore'],
    },
  };
}
