// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AdmissionAnswer, type AdmissionRequest, applyJsonPatch, type KubeObject } from '@kubevirt-ts/kube';
import { admissionHooks } from '@kubevirt-ts/rules/admission';
import { type MemoryClient, type MemoryOptions, memoryClient, pod, quiet, vm, vmi } from '@kubevirt-ts/testkit';
import { kinds } from '../kinds.ts';
import { configOf, type World, watchCaches } from '../world.ts';
import { hooks } from './index.ts';

const uuid = '5d307ca9-b3ef-428c-8861-06e72d69f223';

/** Runs a test in a world of its own, and ends its watches. */
const inWorld = async (
  run: (world: World, client: MemoryClient) => Promise<void>,
  o: { seed?: KubeObject[]; options?: MemoryOptions } = {},
): Promise<void> => {
  const ending = new AbortController();
  const client = memoryClient(o.seed ?? [], o.options);
  const caches = watchCaches({ client, logger: quiet(), signal: ending.signal });
  await Promise.all(Object.values(caches).map((cache) => cache.synced()));
  try {
    await run(
      {
        client,
        caches,
        config: configOf(caches.kubevirts, 'kubevirt'),
        logger: quiet(),
        now: () => new Date('2026-01-02T03:04:05Z'),
        uuid: () => uuid,
        namespace: 'kubevirt',
        tokensNameNodes: true,
      },
      client,
    );
  } finally {
    ending.abort();
  }
};

const ask = async (world: World, path: string, request: Partial<AdmissionRequest>): Promise<AdmissionAnswer> =>
  hooks[path]!(
    {
      uid: 'u',
      kind: { group: 'kubevirt.io', version: 'v1', kind: 'VirtualMachine' },
      resource: { group: 'kubevirt.io', version: 'v1', resource: 'virtualmachines' },
      operation: 'CREATE',
      namespace: 'default',
      userInfo: { username: 'alice', groups: ['developers'] },
      ...request,
    },
    world,
  );

test('every hook of the table has its answer, and nothing else is served', () => {
  assert.deepEqual(Object.keys(hooks).toSorted(), admissionHooks.map(({ path }) => path).toSorted());
});

test('a new VM gets its identity and its finalizer by a patch that touches nothing else', () =>
  inWorld(async (world) => {
    const object = vm();
    const { patch = [] } = await ask(world, '/virtualmachines-mutate', { object });
    const patched = applyJsonPatch(object, patch);
    assert.equal(patched.spec.template.spec?.domain.firmware?.uuid, uuid);
    const finalizers = ['kubevirt.io/virtualMachineControllerFinalize'];
    assert.deepEqual(patched.metadata, { ...object.metadata, finalizers });
    assert.deepEqual(patched.spec.template.spec?.volumes, object.spec.template.spec?.volumes);
  }));

test('an object of the wrong shape is refused by its fields before anything stumbles over it', () =>
  inWorld(async (world) => {
    const object = vm() as unknown as { spec: { template: { spec: { domain: unknown; volumes: unknown } } } };
    object.spec.template.spec.volumes = 'many';
    object.spec.template.spec.domain = { devices: { disks: [{ name: 1 }] }, cpu: { cores: 'two' } };
    for (const path of ['/virtualmachines-mutate', '/virtualmachines-validate']) {
      const { allowed, causes = [] } = await ask(world, path, { object });
      assert.equal(allowed, false);
      assert.deepEqual(causes.map(({ field }) => field).toSorted(), [
        'spec.template.spec.domain.cpu.cores',
        'spec.template.spec.domain.devices.disks[0].name',
        'spec.template.spec.volumes',
      ]);
    }
  }));

test('a VM without template has a sentence of its own', () =>
  inWorld(async (world) => {
    const answer = await ask(world, '/virtualmachines-validate', { object: { ...vm(), spec: { running: true } } });
    assert.equal(answer.message, 'spec.template: missing virtual machine template.');
  }));

test('null fields count as absent', () =>
  inWorld(async (world) => {
    const object = { ...vm(), spec: { ...vm().spec, running: null, instancetype: null } };
    assert.equal((await ask(world, '/virtualmachines-validate', { object })).allowed, true);
  }));

const namingSecret = () =>
  vm({
    spec: {
      template: {
        spec: {
          serviceAccountName: 'robot',
          domain: { devices: { disks: [] } },
          volumes: [{ name: 'seed', cloudInitNoCloud: { secretRef: { name: 'hidden' } } }],
        },
      },
    },
  });

test('CVE-2020-1701: who may not read a secret cannot read it through a VM', () =>
  inWorld(
    async (world) => {
      const answer = await ask(world, '/virtualmachines-validate', { object: namingSecret() });
      assert.equal(answer.allowed, false);
      assert.deepEqual(
        answer.causes?.map(({ message }) => message),
        [
          'spec.template.spec.serviceAccountName names serviceaccounts "robot", which alice may not impersonate in namespace "default".',
          'spec.template.spec.volumes[0].cloudInitNoCloud.secretRef names secrets "hidden", which alice may not get in namespace "default".',
        ],
      );
      const old = namingSecret();
      const update = { operation: 'UPDATE', oldObject: old } as const;
      const strategy = { ...old, spec: { ...old.spec, runStrategy: 'Halted' } };
      assert.equal((await ask(world, '/virtualmachines-validate', { ...update, object: strategy })).allowed, true);
      const ours = { userInfo: { username: 'system:serviceaccount:kubevirt:kubevirt-controller' } };
      const instance = vmi({ spec: old.spec.template.spec });
      const created = await ask(world, '/virtualmachineinstances-validate-create', { object: instance, ...ours });
      assert.notEqual(created.causes?.[0]?.reason, 'FieldValueForbidden');
    },
    { options: { allows: () => false } },
  ));

test('CVE-2020-1701: who may create pods in the namespace may name its secrets in a VM', () =>
  inWorld(
    async (world) => {
      assert.equal((await ask(world, '/virtualmachines-validate', { object: namingSecret() })).allowed, true);
    },
    { options: { allows: ({ spec }) => spec.resourceAttributes?.resource === 'pods' } },
  ));

test('somebody else’s status is put back, KubeVirt’s stays', () =>
  inWorld(async (world) => {
    const old = vmi({ status: { phase: 'Running' } });
    const object = vmi({ status: { phase: 'Failed' } });
    const request = { operation: 'UPDATE', object, oldObject: old } as const;
    const { patch } = await ask(world, '/virtualmachineinstances-mutate', request);
    assert.deepEqual(patch, [{ op: 'replace', path: '/status/phase', value: 'Running' }]);
    const ours = { userInfo: { username: 'system:serviceaccount:kubevirt:kubevirt-handler' } };
    const answer = await ask(world, '/virtualmachineinstances-mutate', { ...request, ...ours });
    assert.deepEqual(answer.patch, []);
  }));

test('presets of the namespace are merged with a warning', () =>
  inWorld(
    async (world) => {
      const object = vmi({ metadata: { labels: { flavor: 'big' } } });
      const { patch = [], warnings } = await ask(world, '/virtualmachineinstances-mutate', { object });
      assert.equal(applyJsonPatch(object, patch).spec.domain.cpu?.cores, 4);
      assert.match(warnings?.[0] ?? '', /VirtualMachineInstancePresets is now deprecated/);
    },
    {
      seed: [
        {
          apiVersion: 'kubevirt.io/v1',
          kind: 'VirtualMachineInstancePreset',
          metadata: { name: 'big', namespace: 'default' },
          spec: { selector: { matchLabels: { flavor: 'big' } }, domain: { devices: {}, cpu: { cores: 4 } } },
        } as KubeObject,
      ],
    },
  ));

const launcher = () =>
  pod({
    metadata: {
      name: 'virt-launcher-testvmi-abcde',
      uid: 'p1',
      ownerReferences: [
        {
          apiVersion: 'kubevirt.io/v1',
          kind: 'VirtualMachineInstance',
          name: 'testvmi',
          uid: '11111111-1111-4111-8111-111111111111',
          controller: true,
        },
      ],
    },
    spec: { nodeName: 'node01' },
    status: { phase: 'Running' },
  });
const moving = () =>
  vmi({
    spec: { evictionStrategy: 'External' },
    status: { phase: 'Running', nodeName: 'node01', activePods: { p1: 'node01' } },
  });

test('an eviction marks the VMI and asks to try again; one of another pod is not looked at', () =>
  inWorld(
    async (world, client) => {
      const eviction = { name: 'virt-launcher-testvmi-abcde', object: { metadata: {} } };
      const answer = await ask(world, '/pod-eviction-validate', eviction);
      assert.equal(answer.code, 429);
      assert.equal(answer.message, 'Eviction triggered evacuation of VMI "default/testvmi"');
      const vmiRef = { namespace: 'default', name: 'testvmi' };
      assert.equal(client.peek(kinds.vmis, vmiRef)?.status?.evacuationNodeName, 'node01');
      const calls = client.writes.length;
      assert.equal((await ask(world, '/pod-eviction-validate', { name: 'nginx-1' })).allowed, true);
      assert.equal(client.writes.length, calls);
    },
    { seed: [launcher(), moving()] },
  ));
