// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '@kubevirt-ts/kube';
import { node, pod, type Some } from '@kubevirt-ts/testkit';
import { NodeInfo, podInfo } from './node-info.ts';
import { type ScheduleOptions, schedule } from './schedule.ts';
import type { Snapshot } from './snapshot.ts';

const allocatable = { cpu: '4', memory: '8Gi', pods: '110', 'devices.kubevirt.io/kvm': '2' };
const machine = (name: string, fields: Some<Node> = {}) =>
  node({
    ...fields,
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...fields.metadata?.labels } },
    status: { allocatable: { ...allocatable, ...(fields.status?.allocatable as object) } },
  });
let serial = 0;
const asking = (requests: Record<string, string>, fields: Some<Pod> = {}) =>
  pod({
    ...fields,
    metadata: { uid: `uid${serial++}`, ...fields.metadata },
    spec: { containers: [{ name: 'a', image: 'a', resources: { requests } }], ...fields.spec },
  } as Some<Pod>);

interface World {
  volumes?: PersistentVolume[];
  claims?: PersistentVolumeClaim[];
  classes?: StorageClass[];
}
const snapshot = (nodes: [Node, ...Pod[]][], world: World = {}): Snapshot => ({
  nodes: nodes.map(([machine, ...pods]) => new NodeInfo(machine, pods.map(podInfo))),
  namespaceLabels: (name) => ({ 'kubernetes.io/metadata.name': name }),
  volumes: {
    claim: (_, name) => world.claims?.find(({ metadata }) => metadata?.name === name),
    volume: (name) => world.volumes?.find(({ metadata }) => metadata?.name === name),
    available: () => world.volumes?.filter(({ status }) => status?.phase !== 'Bound') ?? [],
    storageClass: (name) => world.classes?.find(({ metadata }) => metadata?.name === name),
  },
});
const place = (wanted: Pod, nodes: [Node, ...Pod[]][], o: ScheduleOptions & World = {}) =>
  schedule(podInfo(wanted), snapshot(nodes, o), { random: () => 0, ...o });
const nodeOf = (placement: ReturnType<typeof place>) => ('node' in placement ? placement.node : placement.message);

test('without nodes nothing can be placed', () => {
  assert.deepEqual(place(pod(), []), { message: 'no nodes available to schedule pods' });
});

test('the emptier node is taken', () => {
  const busy = asking({ cpu: '2', memory: '4Gi' });
  assert.equal(nodeOf(place(asking({ cpu: '1' }), [[machine('a'), busy], [machine('b')]])), 'b');
});

test('what is short, and that nobody can be driven out, is told as Kubernetes does', () => {
  const tainted = machine('b', { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } });
  assert.equal(
    nodeOf(place(asking({ memory: '6Gi' }), [[machine('a'), asking({ memory: '4Gi' })], [tainted]])),
    '0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {dedicated: db}. ' +
      'preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, ' +
      '1 Preemption is not helpful for scheduling.',
  );
});

test('more than a node ever has cannot be helped by preemption; several shortages are all told', () => {
  assert.equal(
    nodeOf(place(asking({ cpu: '5', memory: '9Gi' }), [[machine('a')], [machine('b')]])),
    '0/2 nodes are available: 2 Insufficient cpu, 2 Insufficient memory. ' +
      'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  );
});

test('extended resources and the number of pods are counted', () => {
  const kvm = () => asking({ 'devices.kubevirt.io/kvm': '1' });
  assert.equal(nodeOf(place(kvm(), [[machine('a'), kvm()]])), 'a');
  assert.match(nodeOf(place(kvm(), [[machine('a'), kvm(), kvm()]])), /: 1 Insufficient devices.kubevirt.io\/kvm\. /);
  const small = machine('a', { status: { allocatable: { pods: '1' } } });
  assert.match(nodeOf(place(pod(), [[small, asking({})]])), /: 1 Too many pods\. /);
});

test('node selectors, required affinity and cordons keep pods off', () => {
  const wants = (key: string, operator: string, values?: string[]) => ({
    spec: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
          },
        },
      },
    },
  });
  const nodes: [Node][] = [[machine('a', { metadata: { labels: { size: '3' } } })], [machine('b')]];
  assert.equal(nodeOf(place(asking({}, { spec: { nodeSelector: { size: '3' } } }), nodes)), 'a');
  assert.equal(nodeOf(place(asking({}, wants('size', 'Gt', ['2'])), nodes)), 'a');
  assert.equal(nodeOf(place(asking({}, wants('size', 'DoesNotExist')), nodes)), 'b');
  assert.match(
    nodeOf(place(asking({}, wants('size', 'In', ['4'])), nodes)),
    /^0\/2 nodes are available: 2 node\(s\) didn't match Pod's node affinity\/selector\. preemption: /,
  );
  const cordoned = machine('b', { spec: { unschedulable: true } });
  assert.match(nodeOf(place(asking({}), [[cordoned]])), /: 1 node\(s\) were unschedulable\. /);
});

test('a pod that names its node in its affinity goes there or nowhere', () => {
  const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }];
  const named = asking(
    {},
    {
      spec: {
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
        },
      },
    },
  );
  assert.equal(nodeOf(place(named, [[machine('a')], [machine('b')]])), 'b');
  assert.match(nodeOf(place(named, [[machine('a')]])), /: 1 node\(s\) didn't satisfy plugin\(s\) \[NodeAffinity\]\. /);
});

const web = { metadata: { labels: { app: 'web' } } };
const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } };

test('required pod affinity and anti-affinity hold in both directions', () => {
  const near = {
    ...web,
    spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
  };
  const away = {
    ...web,
    spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
  };
  const nodes = (first: Pod): [Node, ...Pod[]][] => [[machine('a'), first], [machine('b')]];
  assert.equal(nodeOf(place(asking({}, near), nodes(asking({ cpu: '3' }, web)))), 'a');
  assert.equal(nodeOf(place(asking({}, near), [[machine('a')]])), 'a', 'the first of its kind');
  assert.equal(nodeOf(place(asking({}, away), nodes(asking({}, web)))), 'b');
  assert.equal(nodeOf(place(asking({}, web), nodes(asking({}, away)))), 'b');
  const lonely = { spec: near.spec };
  assert.match(nodeOf(place(asking({}, lonely), [[machine('a')]])), /: 1 node\(s\) didn't match pod affinity rules\. /);
  const full: [Node, ...Pod[]][] = [[machine('a'), asking({}, web)]];
  assert.match(nodeOf(place(asking({}, away), full)), /: 1 node\(s\) didn't match pod anti-affinity rules\. /);
  const resented: [Node, ...Pod[]][] = [[machine('a'), asking({}, away)]];
  assert.match(
    nodeOf(place(asking({}, web), resented)),
    /: 1 node\(s\) didn't satisfy existing pods anti-affinity rules\. /,
  );
});

test('topology spread keeps within maxSkew, and says when a node has no such topology', () => {
  const spread = (topologyKey: string) => ({
    ...web,
    spec: {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } },
      ],
    },
  });
  const nodes: [Node, ...Pod[]][] = [
    [machine('a'), asking({}, web)],
    [machine('b'), asking({ cpu: '3' })],
  ];
  assert.equal(nodeOf(place(asking({}, spread('kubernetes.io/hostname')), nodes)), 'b');
  assert.match(
    nodeOf(place(asking({}, spread('zone')), nodes)),
    /: 2 node\(s\) didn't match pod topology spread constraints \(missing required label\)\. /,
  );
});

test('host ports clash on the same address or on all', () => {
  const on = (hostPort: number, hostIP?: string) =>
    pod({
      metadata: { uid: `port${serial++}` },
      spec: { containers: [{ name: 'a', image: 'a', ports: [{ containerPort: 80, hostPort, hostIP }] }] },
    });
  assert.equal(nodeOf(place(on(80, '127.0.0.1'), [[machine('a'), on(80, '127.0.0.2')]])), 'a');
  assert.match(
    nodeOf(place(on(80), [[machine('a'), on(80, '127.0.0.2')]])),
    /: 1 node\(s\) didn't have free ports for the requested pod ports\. /,
  );
});

test('replicas of one owner are spread though nothing else is said', () => {
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true }];
  const replica = () => asking({}, { metadata: { uid: `r${serial++}`, ownerReferences } });
  const nodes: [Node, ...Pod[]][] = [
    [machine('a'), replica()],
    [machine('b'), asking({ cpu: '1' })],
  ];
  assert.equal(nodeOf(place(replica(), nodes)), 'b');
});

test('a more important pod drives out the least important ones, as few as needed', () => {
  const important = asking({ cpu: '2' }, { spec: { priority: 100 } });
  const low = (name: string, cpu: string, priority: number) =>
    asking({ cpu }, { metadata: { name, uid: name, labels: { name } }, spec: { priority } });
  const nodes: [Node, ...Pod[]][] = [
    [machine('a'), low('mid', '4', 50)],
    [machine('b'), low('one', '2', 1), low('two', '2', 2)],
  ];
  const placement = place(important, nodes);
  assert.ok('preempt' in placement && placement.preempt);
  assert.equal(placement.preempt.node, 'b');
  assert.deepEqual(
    placement.preempt.victims.map(({ metadata }) => metadata?.name),
    ['one'],
  );
  assert.equal(placement.message, '0/2 nodes are available: 2 Insufficient cpu.');
  const budget = {
    metadata: { name: 'one', namespace: 'default' },
    spec: { selector: { matchLabels: { name: 'one' } } },
    status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  };
  const spared = place(important, nodes, { budgets: [budget] });
  assert.deepEqual('preempt' in spared && spared.preempt?.victims.map(({ metadata }) => metadata?.name), ['two']);
});

test('a pod that must not preempt does not', () => {
  const never = asking({ cpu: '2' }, { spec: { priority: 100, preemptionPolicy: 'Never' } });
  assert.equal(
    nodeOf(place(never, [[machine('a'), asking({ cpu: '3' })]])),
    '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
  );
});

test('room that was made for a pod is not given to a less important one', () => {
  const promised = podInfo(asking({ cpu: '4' }, { spec: { priority: 100 } }));
  const nominated = (name: string) => (name === 'a' ? [promised] : []);
  assert.match(nodeOf(place(asking({ cpu: '1' }), [[machine('a')]], { nominated })), /Insufficient cpu/);
  assert.equal(nodeOf(place(asking({ cpu: '1' }, { spec: { priority: 200 } }), [[machine('a')]], { nominated })), 'a');
});

const using = (...claims: string[]) =>
  asking(
    {},
    { spec: { volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })) } },
  );
const claim = (name: string, fields: Some<PersistentVolumeClaim> = {}): PersistentVolumeClaim =>
  ({
    metadata: { name, namespace: 'default', uid: name, ...(fields.metadata as object) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local',
      resources: { requests: { storage: '1Gi' } },
      ...(fields.spec as object),
    },
  }) as PersistentVolumeClaim;
const volume = (name: string, on: string, storage: string, phase = 'Available'): PersistentVolume => ({
  metadata: { name },
  spec: {
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'local',
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [on] }] }],
      },
    },
  },
  status: { phase },
});
const classes = (provisioner: string, volumeBindingMode = 'WaitForFirstConsumer') => [
  { metadata: { name: 'local' }, provisioner, volumeBindingMode },
];

test('a pod follows its bound volume, and waits for claims that are to be bound without it', () => {
  const bound = claim('data', {
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { volumeName: 'pv' },
  });
  const nodes: [Node][] = [[machine('a')], [machine('b')]];
  const world = { claims: [bound], volumes: [volume('pv', 'b', '1Gi', 'Bound')] };
  assert.equal(nodeOf(place(using('data'), nodes, world)), 'b');
  assert.match(
    nodeOf(place(using('data'), [[machine('a')]], world)),
    /: 1 node\(s\) had volume node affinity conflict\. /,
  );
  assert.equal(
    nodeOf(place(using('none'), nodes)),
    '0/2 nodes are available: persistentvolumeclaim "none" not found. ' +
      'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  );
  const immediate = { claims: [claim('data')], classes: classes('x', 'Immediate') };
  assert.match(
    nodeOf(place(using('data'), nodes, immediate)),
    /^0\/2 nodes are available: pod has unbound immediate PersistentVolumeClaims\. /,
  );
});

test('claims that wait for a pod find volumes on its node, or have them made', () => {
  const nodes: [Node][] = [[machine('a')], [machine('b')]];
  const none = { claims: [claim('data')], classes: classes('kubernetes.io/no-provisioner') };
  assert.equal(nodeOf(place(using('data'), nodes, { ...none, volumes: [volume('pv', 'b', '2Gi')] })), 'b');
  assert.match(
    nodeOf(place(using('data'), nodes, { ...none, volumes: [volume('pv', 'b', '1Mi')] })),
    /: 2 node\(s\) didn't find available persistent volumes to bind\. /,
  );
  const made = { claims: [claim('data')], classes: classes('solo.kubevirt-ts.dev/host-path') };
  assert.equal(nodeOf(place(using('data'), [[machine('a')]], made)), 'a');
});
