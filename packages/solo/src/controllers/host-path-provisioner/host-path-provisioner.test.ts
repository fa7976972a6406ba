// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyMergePatch, type PersistentVolume, type PersistentVolumeClaim, resources } from '@kubevirt-ts/kube';
import { eventually, node, pod, type Some } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../../test/controller-world.ts';
import { decideClaim } from './claims.ts';
import { type Directories, directories } from './directories.ts';
import { hostPathProvisionerController } from './index.ts';
import { decideVolume, provisionerName, volumeFor } from './volume.ts';

const claim = (fields: Some<PersistentVolumeClaim> = {}): PersistentVolumeClaim =>
  applyMergePatch(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default', uid: 'claim' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'standard',
        resources: { requests: { storage: '1Gi' } },
      },
    },
    fields,
  ) as PersistentVolumeClaim;
const volume = (fields: Some<PersistentVolume> = {}): PersistentVolume =>
  applyMergePatch(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv', uid: 'pv' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        storageClassName: 'standard',
        persistentVolumeReclaimPolicy: 'Retain',
        hostPath: { path: '/data' },
      },
      status: { phase: 'Available' },
    },
    fields,
  ) as PersistentVolume;
const standard = (volumeBindingMode = 'Immediate') => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: provisionerName,
  reclaimPolicy: 'Delete',
  volumeBindingMode,
});
const decide = (of: PersistentVolumeClaim, volumes: PersistentVolume[] = [], storageClass = standard()) =>
  decideClaim({ claim: of, volumes, storageClass });

test('a claim takes the smallest volume that satisfies it', () => {
  const sized = (name: string, storage: string) => volume({ metadata: { name }, spec: { capacity: { storage } } });
  const step = decide(claim(), [sized('small', '1Mi'), sized('large', '5Gi'), sized('right', '1Gi')]);
  assert.equal(step.do === 'bind' && step.volume.metadata?.name, 'right');
  const selecting = claim({ spec: { selector: { matchLabels: { disk: 'ssd' } } } });
  const labelled = volume({ metadata: { labels: { disk: 'ssd' } }, spec: { capacity: { storage: '9Gi' } } });
  const chosen = decide(selecting, [sized('right', '1Gi'), labelled]);
  assert.equal(chosen.do === 'bind' && chosen.volume.metadata?.name, 'pv');
});

test('a claim that waits for a pod waits, until a node was chosen', () => {
  const step = decide(claim(), [volume()], standard('WaitForFirstConsumer'));
  assert.deepEqual(step.do === 'wait' && step.told?.message, 'waiting for first consumer to be created before binding');
  const placed = claim({ metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'node01' } } });
  assert.equal(decide(placed, [], standard('WaitForFirstConsumer')).do, 'provision');
  const taken = volume({ spec: { claimRef: { name: 'data', namespace: 'default', uid: 'claim' } } });
  assert.equal(decide(claim(), [taken], standard('WaitForFirstConsumer')).do, 'bind');
});

test('a claim that lost its volume says so', () => {
  const bound = claim({
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { volumeName: 'pv' },
  });
  const step = decide(bound);
  assert.equal(
    step.do === 'lost' && step.told.message,
    'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
  );
  const other = volume({ spec: { claimRef: { name: 'data', namespace: 'default', uid: 'earlier' } } });
  assert.equal(decide(bound, [other]).do, 'lost');
});

test('a volume outlives its claim if it is to be retained', () => {
  const held = { spec: { claimRef: { name: 'data', namespace: 'default', uid: 'claim' } } };
  assert.deepEqual(decideVolume(volume(), undefined), { phase: 'Available', isOver: false });
  assert.deepEqual(decideVolume(volume(held), claim({ spec: { volumeName: 'pv' } })), {
    phase: 'Bound',
    isOver: false,
  });
  assert.deepEqual(decideVolume(volume(held), undefined), { phase: 'Released', isOver: false });
  const ours = volumeFor(claim(), standard(), '/v', node());
  assert.deepEqual(decideVolume(ours, undefined), { phase: 'Released', isOver: true });
});

test('a volume belongs to its node, a shared one to all', () => {
  const requirement = (of: PersistentVolumeClaim) =>
    volumeFor(of, standard(), '/v', node()).spec?.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0];
  assert.deepEqual(requirement(claim()), { key: 'kubernetes.io/hostname', operator: 'In', values: ['node01'] });
  const shared = claim({ spec: { accessModes: ['ReadWriteMany'] } });
  assert.deepEqual(requirement(shared), { key: 'kubernetes.io/hostname', operator: 'Exists' });
});

test('directories and sparse files are made, and only these are removed', async () => {
  const root = await mkdtemp(join(tmpdir(), 'volumes-'));
  const made = directories(join(root, 'volumes'));
  const path = await made.make('a', { mode: 'Filesystem', sizeBytes: 1 });
  assert.equal((await stat(path)).mode & 0o777, 0o777);
  const file = await made.make('b', { mode: 'Block', sizeBytes: 1 << 20 });
  assert.equal((await stat(file)).size, 1 << 20);
  await made.remove(path);
  await made.remove(file);
  await made.remove(root);
  assert.deepEqual(await readdir(join(root, 'volumes')), []);
  await rm(root, { recursive: true });
});

/** Directories that are only remembered. */
const remembered = () => {
  const there = new Set<string>();
  const fake: Directories = {
    make: async (name) => {
      there.add(`/v/${name}`);
      return `/v/${name}`;
    },
    remove: async (path) => void there.delete(path),
  };
  return { there, fake };
};
const start = (it: ControllerWorld, fake: Directories) =>
  it.run((c) => hostPathProvisionerController(c, { directories: fake }));
const read = (it: ControllerWorld) => it.client.all(resources.persistentVolumeClaims)[0];
const isBound = (it: ControllerWorld) => read(it)?.status?.phase === 'Bound';

test('a claim gets a volume made for it, which goes with it', async () => {
  const { there, fake } = remembered();
  await using it = new ControllerWorld([node(), standard()]);
  start(it, fake);
  await it.context.cache(resources.nodes).synced();
  it.client.put(claim({ spec: { storageClassName: null } }));
  await eventually(() => isBound(it));
  assert.deepEqual([...there], ['/v/pvc-claim']);
  assert.equal(read(it)?.spec?.storageClassName, 'standard');
  assert.deepEqual(read(it)?.status?.capacity, { storage: '1Gi' });
  assert.deepEqual(read(it)?.metadata?.finalizers, ['kubernetes.io/pvc-protection']);
  const [made] = it.client.all(resources.persistentVolumes);
  assert.equal(made?.metadata?.name, 'pvc-claim');
  assert.deepEqual(it.told('ProvisioningSucceeded'), ['Successfully provisioned volume pvc-claim']);
  await it.client.delete(resources.persistentVolumeClaims, { namespace: 'default', name: 'data' });
  await eventually(() => it.client.all(resources.persistentVolumes).length === 0);
  assert.deepEqual([read(it), there.size], [undefined, 0]);
});

test('a claim in use stays until its pod has ended', async () => {
  await using it = new ControllerWorld([node(), standard()]);
  const using = { name: 'data', persistentVolumeClaim: { claimName: 'data' } };
  it.client.put(pod({ spec: { nodeName: 'node01', volumes: [using] } }));
  it.client.put(claim());
  start(it, remembered().fake);
  await eventually(() => isBound(it));
  await it.client.delete(resources.persistentVolumeClaims, { namespace: 'default', name: 'data' });
  await eventually(() => read(it)?.metadata?.deletionTimestamp);
  it.client.put({ ...it.client.all(resources.pods)[0]!, status: { phase: 'Succeeded' } });
  await eventually(() => !read(it));
});

test('a volume that is there already is bound, and told to be released afterwards', async () => {
  await using it = new ControllerWorld([volume({ spec: { storageClassName: 'manual' } })]);
  start(it, remembered().fake);
  it.client.put(claim({ spec: { storageClassName: 'manual' } }));
  await eventually(() => isBound(it));
  const found = () => it.client.all(resources.persistentVolumes)[0];
  await eventually(() => found()?.status?.phase === 'Bound');
  assert.equal(found()?.metadata?.annotations?.['pv.kubernetes.io/bound-by-controller'], 'yes');
  await it.client.delete(resources.persistentVolumeClaims, { namespace: 'default', name: 'data' });
  await eventually(() => found()?.status?.phase === 'Released');
});

test('without a class and without a volume a claim says that it waits', async () => {
  await using it = new ControllerWorld();
  start(it, remembered().fake);
  it.client.put(claim({ spec: { storageClassName: '' } }));
  await eventually(() => it.told('FailedBinding').length === 1);
  assert.deepEqual(it.told('FailedBinding'), [
    'no persistent volumes available for this claim and no storage class is set',
  ]);
});
