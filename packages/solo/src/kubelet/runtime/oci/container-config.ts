// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { MachineRights } from '../machine-rights.ts';
import type { ContainerSpec } from '../spec.ts';
import { capabilities } from './capabilities.ts';
import type { OciConfig, OciDevice, OciDeviceRule, OciMount, OciNamespace, OciSeccomp } from './config.ts';
import { defaultDeviceRules } from './devices.ts';
import { type Controllers, ociResources } from './limits.ts';
import type { User } from './user.ts';

/** What an image says about how it is run. @upstream OCI image configuration */
export interface ImageConfig {
  Entrypoint?: string[] | null;
  Cmd?: string[] | null;
  Env?: string[] | null;
  User?: string;
  WorkingDir?: string;
  StopSignal?: string;
}

/** All that a container's configuration is computed from. */
export interface ContainerFacts {
  spec: ContainerSpec;
  image: ImageConfig;
  user: User;
  hostname: string;
  /** Of the root file system on the machine. */
  rootfs: string;
  cgroupsPath: string;
  /** Those of the sandbox (and the target container); pid and mount are the container's own when not among them. */
  joined: OciNamespace[];
  /** The container is in the machine's own pid namespace. */
  hostPid: boolean;
  /** Cgroups are the unified hierarchy: the container gets a view of its own. */
  unifiedCgroups: boolean;
  /** Mounts that make up the root file system: a host image's. */
  rootMounts: OciMount[];
  /** The pod's files (/etc/hosts, /etc/resolv.conf, /etc/hostname, /dev/shm), the termination message's, then the spec's. */
  mounts: OciMount[];
  devices: { device: OciDevice; rule: OciDeviceRule }[];
  /** Undefined: no filter. */
  seccomp: ((held: readonly string[]) => OciSeccomp) | undefined;
  rights: MachineRights;
  controllers: Controllers;
}

const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What of /proc and /sys is hidden from a container that is not privileged. @upstream containerd */
const maskedPaths = [
  ...['/proc/acpi', '/proc/asound', '/proc/interrupts', '/proc/kcore', '/proc/keys', '/proc/latency_stats'],
  ...['/proc/timer_list', '/proc/timer_stats', '/proc/sched_debug', '/proc/scsi'],
  ...['/sys/firmware', '/sys/devices/virtual/powercap'],
];
/** What of /proc it may only read. */
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** What a container runs: the pod's command and args over the image's Entrypoint and Cmd. */
export function containerArgs(spec: Pick<ContainerSpec, 'command' | 'args'>, image: ImageConfig): string[] {
  if (spec.command?.length) return [...spec.command, ...(spec.args ?? [])];
  return [...(image.Entrypoint ?? []), ...(spec.args?.length ? spec.args : (image.Cmd ?? []))];
}

/** A container's environment, each name once: the pod's over the image's. */
export function containerEnv(f: Pick<ContainerFacts, 'spec' | 'image' | 'hostname' | 'user'>): string[] {
  const values = new Map<string, string>();
  const set = (line: string) => values.set(line.split('=', 1)[0] ?? '', line);
  set(defaultPath);
  set(`HOSTNAME=${f.hostname}`);
  if (f.spec.tty) set('TERM=xterm');
  for (const line of f.image.Env ?? []) set(line);
  for (const { name, value } of f.spec.env) set(`${name}=${value}`);
  if (!values.has('HOME')) set(`HOME=${f.user.home ?? '/'}`);
  return [...values.values()];
}

/** The OCI configuration of a pod's container. */
export function containerConfig(f: ContainerFacts): OciConfig {
  const { spec, user } = f;
  const { security } = spec;
  const held = capabilities({
    privileged: security.privileged,
    add: security.addCapabilities,
    drop: security.dropCapabilities,
  }).filter((name) => f.rights.capabilities.has(name));
  const named = held.map((name) => `CAP_${name}`);
  const own: OciNamespace[] = [{ type: 'mount' }];
  if (!f.hostPid && !f.joined.some(({ type }) => type === 'pid')) own.push({ type: 'pid' });
  if (f.unifiedCgroups && !security.privileged) own.push({ type: 'cgroup' });
  const open = security.privileged || security.procMount === 'Unmasked';
  const seccomp = security.privileged ? undefined : f.seccomp?.(held);
  const propagations = spec.mounts.map(({ propagation }) => propagation);
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: spec.tty,
      user: {
        uid: user.uid,
        gid: user.gid,
        additionalGids: [...new Set([user.gid, ...user.groups, ...security.supplementalGroups])],
      },
      args: containerArgs(spec, f.image),
      env: containerEnv(f),
      cwd: spec.workingDir || f.image.WorkingDir || '/',
      // Another user than root has them only as a bound: nothing gives them to it. Inheritable ones would be a way round.
      capabilities: {
        bounding: named,
        effective: user.uid === 0 ? named : [],
        permitted: user.uid === 0 ? named : [],
        inheritable: [],
        ambient: [],
      },
      rlimits: [{ type: 'RLIMIT_NOFILE', hard: f.rights.mostOpenFiles, soft: f.rights.mostOpenFiles }],
      noNewPrivileges: security.allowPrivilegeEscalation === false,
      oomScoreAdj: Math.max(f.rights.leastOomScoreAdj, spec.oomScoreAdj),
    },
    root: { path: f.rootfs, readonly: security.readOnlyRootFilesystem },
    mounts: [...f.rootMounts, ...systemMounts(security.privileged), ...f.mounts],
    linux: {
      namespaces: [...f.joined, ...own],
      cgroupsPath: f.cgroupsPath,
      resources: {
        ...ociResources(spec.limits, f.controllers),
        ...(f.controllers.has('devices') ? { devices: deviceRules(security.privileged, f.devices) } : {}),
      },
      ...(f.devices.length ? { devices: f.devices.map(({ device }) => device) } : {}),
      ...(seccomp ? { seccomp } : {}),
      ...(open ? {} : { maskedPaths, readonlyPaths }),
      rootfsPropagation: propagations.includes('Bidirectional')
        ? 'rshared'
        : propagations.includes('HostToContainer')
          ? 'rslave'
          : 'rprivate',
    },
  };
}

function deviceRules(privileged: boolean, devices: ContainerFacts['devices']): OciDeviceRule[] {
  return privileged ? [{ allow: true, access: 'rwm' }] : [...defaultDeviceRules, ...devices.map(({ rule }) => rule)];
}

function systemMounts(privileged: boolean): OciMount[] {
  const quiet = ['nosuid', 'noexec', 'nodev'];
  const access = privileged ? 'rw' : 'ro';
  return [
    { destination: '/proc', type: 'proc', source: 'proc', options: quiet },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
    },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: quiet },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...quiet, access] },
    { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: [...quiet, 'relatime', access] },
  ];
}
