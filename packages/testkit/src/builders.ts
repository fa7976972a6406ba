// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt, VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { applyMergePatch, type Node, type Pod } from '@kubevirt-ts/kube';

/** Some of a value's fields, at any depth. */
export type Some<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Some<T[K]> | null } : T;

/** A VMI named testvmi in default, with one containerDisk; fields given are merged in, `null` takes one away. */
export function vmi(fields: Some<VirtualMachineInstance> = {}): VirtualMachineInstance {
  return merge<VirtualMachineInstance>(
    {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachineInstance',
      metadata: { name: 'testvmi', namespace: 'default', uid: '11111111-1111-4111-8111-111111111111', generation: 1 },
      spec: instanceSpec(),
    },
    fields,
  );
}

/** A VM named testvm in default that is to run always. */
export function vm(fields: Some<VirtualMachine> = {}): VirtualMachine {
  return merge<VirtualMachine>(
    {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: { name: 'testvm', namespace: 'default', uid: '22222222-2222-4222-8222-222222222222', generation: 1 },
      spec: { runStrategy: 'Always', template: { metadata: { labels: {} }, spec: instanceSpec() } },
    },
    fields,
  );
}

/** The KubeVirt object named kubevirt in namespace kubevirt. */
export function kubevirt(fields: Some<KubeVirt> = {}): KubeVirt {
  return merge<KubeVirt>(
    {
      apiVersion: 'kubevirt.io/v1',
      kind: 'KubeVirt',
      metadata: { name: 'kubevirt', namespace: 'kubevirt', uid: '33333333-3333-4333-8333-333333333333', generation: 1 },
      spec: {},
    },
    fields,
  );
}

/** A pod named testpod in default with one container. */
export function pod(fields: Some<Pod> = {}): Pod {
  return merge<Pod>(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'testpod', namespace: 'default', uid: '44444444-4444-4444-8444-444444444444' },
      spec: { containers: [{ name: 'compute', image: 'registry.example/kubevirt:test' }] },
    },
    fields,
  );
}

/** A node named node01 that is ready. */
export function node(fields: Some<Node> = {}): Node {
  return merge<Node>(
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'node01', uid: '55555555-5555-4555-8555-555555555555', labels: {} },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
    fields,
  );
}

function instanceSpec(): VirtualMachineInstance['spec'] {
  return {
    domain: {
      devices: { disks: [{ name: 'containerdisk', disk: { bus: 'virtio' } }] },
      resources: { requests: { memory: '128Mi' } },
    },
    volumes: [{ name: 'containerdisk', containerDisk: { image: 'registry.example/demo:test' } }],
  };
}

function merge<T>(object: T, fields: Some<T>): T {
  return applyMergePatch(object, fields) as T;
}
