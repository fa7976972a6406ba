// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Node, wireTime } from '@kubevirt-ts/kube';
import type { DeviceCount } from '../devices/devices.ts';
import type { Image } from '../runtime/runtime.ts';
import type { Machine } from './machine.ts';

/** What a node's status is made from. */
export interface NodeFacts {
  name: string;
  machine: Machine;
  devices: ReadonlyMap<string, DeviceCount>;
  images: readonly Image[];
  /** Where the kubelet's HTTPS port would be. */
  port: number;
  version: string;
  now: Date;
}

type NodeStatus = NonNullable<Node['status']>;
type Condition = NonNullable<NodeStatus['conditions']>[number];

const maxPods = 110;
const maxImages = 50;
const reservedMemoryBytes = 100 * 1024 * 1024;

/** The labels a node has from the start. */
export function nodeLabels({ name, machine }: Pick<NodeFacts, 'name' | 'machine'>): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': machine.architecture,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': machine.architecture,
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}

/** A node's status; the times of conditions that did not change are kept. */
export function nodeStatus(facts: NodeFacts, old: NodeStatus | undefined): NodeStatus {
  const { name, machine, images, port, version } = facts;
  return {
    addresses: [
      { type: 'InternalIP', address: machine.ip },
      { type: 'Hostname', address: name },
    ],
    ...resources(facts, old),
    conditions: conditions(facts, old),
    daemonEndpoints: { kubeletEndpoint: { Port: port } } as unknown as NodeStatus['daemonEndpoints'],
    images: [...images]
      .sort((a, b) => b.sizeBytes - a.sizeBytes)
      .slice(0, maxImages)
      .map(({ digests, tags, id, sizeBytes }) => ({ names: namesOf([...digests, ...tags], id), sizeBytes })),
    nodeInfo: {
      architecture: machine.architecture,
      bootID: machine.bootId,
      containerRuntimeVersion: machine.containerRuntime,
      kernelVersion: machine.kernelVersion,
      kubeProxyVersion: '',
      kubeletVersion: version,
      machineID: machine.machineId,
      operatingSystem: 'linux',
      osImage: machine.osImage,
      systemUUID: machine.machineId,
    },
  };
}

/** What may be asked for: all there is, less what the machine itself needs. */
export function allocatable({ machine }: Pick<NodeFacts, 'machine'>): Record<string, string> {
  return {
    cpu: String(machine.cpus),
    'ephemeral-storage': String(Math.floor(machine.storageBytes * 0.9)),
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${Math.floor((machine.memoryBytes - reservedMemoryBytes) / 1024)}Ki`,
    pods: String(maxPods),
  };
}

function resources({ machine, devices }: NodeFacts, old: NodeStatus | undefined) {
  const count = (which: keyof DeviceCount) =>
    Object.fromEntries([...devices].map(([resource, counts]) => [resource, String(counts[which])]));
  // An extended resource that another wrote stays as it is.
  const extended = (old: Record<string, string> | undefined, counted: Record<string, string>) => {
    const kept = Object.entries(old ?? {}).filter(([key]) => key.includes('/'));
    return { ...Object.fromEntries(kept), ...counted };
  };
  return {
    capacity: {
      cpu: String(machine.cpus),
      'ephemeral-storage': `${Math.floor(machine.storageBytes / 1024)}Ki`,
      'hugepages-1Gi': '0',
      'hugepages-2Mi': '0',
      memory: `${Math.floor(machine.memoryBytes / 1024)}Ki`,
      pods: String(maxPods),
      ...extended(old?.capacity, count('capacity')),
    },
    allocatable: { ...allocatable({ machine }), ...extended(old?.allocatable, count('allocatable')) },
  };
}

function conditions({ now }: NodeFacts, old: NodeStatus | undefined): Condition[] {
  const wanted = [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ] as const;
  return wanted.map(([type, status, reason, message]) => {
    const before = old?.conditions?.find((condition) => condition.type === type);
    const since = before?.status === status ? before.lastTransitionTime : undefined;
    return {
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: wireTime(now),
      lastTransitionTime: since ?? wireTime(now),
    };
  });
}

function namesOf(references: string[], id: string): string[] {
  return references.length > 0 ? references : [id];
}
