// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type KubeObject, type Pod, type PodVolume, type Resource, watchCache } from '@kubevirt-ts/kube';
import { clock, eventually, memoryClient, pod, quiet } from '@kubevirt-ts/testkit';
import { fakeMounts } from '../../../test/pod-world.ts';
import { clusterObjects } from '../objects.ts';
import { podVolumes } from './pod-volumes.ts';
import { podTokens } from './token.ts';
import { overuse } from './usage.ts';

const place = { nodeName: 'node01', hostIps: ['192.0.2.1'], podIps: [], allocatable: { memory: '1Gi' } };

function podWith(volumes: PodVolume[]): Pod {
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  return pod({ metadata: { labels: { app: 'x' } }, spec: { volumes, containers: [{ name: 'c', volumeMounts }] } });
}

async function world(t: { after(end: () => Promise<void>): void }, seed: KubeObject[] = []) {
  const time = clock();
  const end = new AbortController();
  const kubelet = await mkdtemp(join(tmpdir(), 'solo-'));
  t.after(async () => {
    end.abort();
    await rm(kubelet, { recursive: true, force: true });
  });
  let tokens = 0;
  const client = memoryClient(seed, {
    raw: () => {
      tokens += 1;
      const expirationTimestamp = new Date(time.now().getTime() + 600_000).toISOString();
      return { status: { token: `token ${tokens}`, expirationTimestamp } };
    },
  });
  const caches = new Map<string, unknown>();
  const cache = <T extends KubeObject>(resource: Resource<T>) => {
    const known = caches.get(resource.plural) ?? watchCache({ client, resource, logger: quiet(), signal: end.signal });
    caches.set(resource.plural, known);
    return known as ReturnType<typeof watchCache<T>>;
  };
  const mounts = fakeMounts();
  const volumes = podVolumes({
    objects: clusterObjects({ client, cache }),
    tokens: podTokens(client, time.now),
    mounts,
    node: { kubelet, run: kubelet },
    now: time.now,
  });
  const file = async (of: Pod, volume: string, path: string) => {
    const found = volumes.ready(of.metadata?.uid ?? '').get(volume);
    assert.equal(found?.kind, 'path');
    return readFile(join(found.kind === 'path' ? found.path : '', path), 'utf8');
  };
  return { client, time, volumes, mounts, file, kubelet };
}

const configMap = (data: Record<string, string>) =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'default' }, data }) as KubeObject;

test('a volume shows an object, and its change', async (t) => {
  const { client, volumes, file } = await world(t, [configMap({ a: '1' })]);
  const its = podWith([{ name: 'v', configMap: { name: 'config' } }]);
  assert.deepEqual(await volumes.setUp(its, place), []);
  assert.equal(await file(its, 'v', 'a'), '1');
  await eventually(() => volumes.setUp(its, place).then(() => volumes.state(its).dueAt === undefined));
  client.put(configMap({ a: '2' }));
  await eventually(() => volumes.state(its).dueAt, 'the change is noticed');
  await volumes.setUp(its, place);
  assert.equal(await file(its, 'v', 'a'), '2');
});

test('what cannot be set up is said, and tried again later and later', async (t) => {
  const { time, volumes } = await world(t);
  const its = podWith([
    { name: 'v', secret: { secretName: 'absent' } },
    { name: 'w', secret: { secretName: 'absent', optional: true } },
    { name: 'x', persistentVolumeClaim: { claimName: 'absent' } },
    { name: 'y', nfs: { path: '/', server: 'x' } },
  ]);
  const problems = await volumes.setUp(its, place);
  assert.deepEqual(problems, [
    'MountVolume.SetUp failed for volume "v" : secret "absent" not found',
    'MountVolume.SetUp failed for volume "x" : error processing PVC default/absent: failed to fetch PVC from API server: persistentvolumeclaims "absent" not found',
    'MountVolume.SetUp failed for volume "y" : no volume plugin matched',
  ]);
  const waitMs = () => (volumes.state(its).dueAt?.getTime() ?? 0) - time.now().getTime();
  assert.deepEqual([volumes.state(its).isReady, waitMs()], [false, 500]);
  await volumes.setUp(its, place);
  assert.equal(waitMs(), 1000);
});

test('a projected volume joins its sources; a token is renewed before it ends', async (t) => {
  const { time, volumes, file } = await world(t, [configMap({ 'ca.crt': 'CA', other: '' })]);
  const its = podWith([
    {
      name: 'v',
      projected: {
        sources: [
          { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
          { configMap: { name: 'config', items: [{ key: 'ca.crt', path: 'tls/ca' }] } },
          { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
        ],
      },
    },
  ]);
  await volumes.setUp(its, place);
  assert.equal(await file(its, 'v', 'token'), 'token 1');
  assert.equal(await file(its, 'v', 'tls/ca'), 'CA');
  assert.equal(await file(its, 'v', 'labels'), 'app="x"');
  await volumes.setUp(its, place);
  assert.equal(await file(its, 'v', 'token'), 'token 1');
  assert.deepEqual(volumes.state(its).dueAt, new Date(time.now().getTime() + 480_000));
  time.advance(480_000);
  await volumes.setUp(its, place);
  assert.equal(await file(its, 'v', 'token'), 'token 2');
});

test('a volume in memory is mounted once, and goes with the pod', async (t) => {
  const { volumes, mounts } = await world(t);
  const its = podWith([{ name: 'v', emptyDir: { medium: 'Memory' } }]);
  await volumes.setUp(its, place);
  await volumes.setUp(its, place);
  assert.equal(mounts.made.length, 1);
  await volumes.tearDown(its.metadata?.uid ?? '');
  assert.equal(mounts.made.length, 0);
});

test('who writes more than he may is found out', async (t) => {
  const { volumes, kubelet } = await world(t);
  const its = podWith([{ name: 'v', emptyDir: { sizeLimit: '8Ki' } }]);
  await volumes.setUp(its, place);
  assert.equal(await overuse(its, kubelet), undefined);
  const found = volumes.ready(its.metadata?.uid ?? '').get('v');
  await writeFile(join(found?.kind === 'path' ? found.path : '', 'much'), Buffer.alloc(16_384, 1));
  assert.deepEqual(await overuse(its, kubelet), {
    reason: 'Evicted',
    message: 'Usage of EmptyDir volume "v" exceeds the limit "8Ki". ',
  });
});
