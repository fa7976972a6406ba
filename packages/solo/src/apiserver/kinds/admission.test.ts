// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { PersistentVolumeClaim, Pod, Service } from '@kubevirt-ts/kube';
import { schemas } from '../../../test/built-in-kinds.ts';
import { type Answer, RestWorld } from '../../../test/rest-world.ts';
import type { Store } from '../../store/store.ts';
import { builtinKinds } from './builtins.ts';
import { typeMismatch } from './schemas/mismatch.ts';
import { dropUnknownFields } from './schemas/unknown-fields.ts';
import { storedWorld } from './world.ts';

const core = '/api/v1/namespaces/a';
const storage = '/apis/storage.k8s.io/v1/storageclasses';
const scheduling = '/apis/scheduling.k8s.io/v1/priorityclasses';

let rest: RestWorld;

beforeEach(async () => {
  // Kinds look at the store, which the world makes.
  const store: Pick<Store, 'get' | 'list'> = {
    get: (...args) => rest.store.get(...args),
    list: (...args) => rest.store.list(...args),
  };
  const world = storedWorld({ store, now: () => rest.clock.now(), random: () => 0 });
  const prune = (kind: { schema: object }, object: object) =>
    dropUnknownFields(kind.schema, object as Record<string, unknown>);
  const mismatch = (kind: { schema: object }, object: object) => typeMismatch(kind.schema, object);
  rest = new RestWorld({ schemas: { mismatch, prune } }, builtinKinds({ schemas, world }));
  await rest.namespaces('a');
});

afterEach(() => rest[Symbol.dispose]());

const made = async <T>(url: string, object: object): Promise<T> => {
  const { status, body } = await rest.send('POST', url, object);
  assert.equal(status, 201, JSON.stringify(body));
  return body as unknown as T;
};

const message = ({ status, body }: Answer): string => `${status} ${(body as { message?: string }).message}`;

describe('new pods', () => {
  const pod = (spec: object) => ({
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'x' }], ...spec },
  });
  const account = (rest: object = {}) => made(`${core}/serviceaccounts`, { metadata: { name: 'default' }, ...rest });

  it('run as the default service account, with its token', async () => {
    await account({ imagePullSecrets: [{ name: 'registry' }] });
    const { spec } = await made<Pod>(`${core}/pods`, pod({ initContainers: [{ name: 'i', image: 'x' }] }));
    assert.equal(spec?.serviceAccountName, 'default');
    assert.deepEqual(spec?.imagePullSecrets, [{ name: 'registry' }]);
    const [volume] = spec?.volumes ?? [];
    assert.match(volume?.name ?? '', /^kube-api-access-\w{5}$/);
    assert.deepEqual(
      volume?.projected?.sources?.map((source) => Object.keys(source)[0]),
      ['serviceAccountToken', 'configMap', 'downwardAPI'],
    );
    const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
    for (const container of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
      assert.deepEqual(container.volumeMounts, [{ name: volume?.name, readOnly: true, mountPath }]);
    }
  });

  it('go without the token when they or their account say so', async () => {
    await account({ automountServiceAccountToken: false });
    const url = `${core}/pods?dryRun=All`;
    assert.equal((await made<Pod>(url, pod({}))).spec?.volumes, undefined);
    assert.equal((await made<Pod>(url, pod({ automountServiceAccountToken: true }))).spec?.volumes?.length, 1);
  });

  it('need a service account that is there', async () => {
    const answer = await rest.send('POST', `${core}/pods`, pod({ serviceAccountName: 'robot' }));
    const why = 'error looking up service account a/robot: serviceaccount "robot" not found';
    assert.equal(message(answer), `403 pods "p" is forbidden: ${why}`);
  });

  it('stay 300 seconds on a node that does not answer, unless they say otherwise', async () => {
    await account();
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    const { spec } = await made<Pod>(`${core}/pods`, pod({ tolerations: [own] }));
    const unreachable = { ...own, key: 'node.kubernetes.io/unreachable', tolerationSeconds: 300 };
    assert.deepEqual(spec?.tolerations, [own, unreachable]);
  });

  it('have the priority of their class, else of the default one', async () => {
    await account();
    await made(scheduling, { metadata: { name: 'usual' }, value: 7, globalDefault: true });
    await made(scheduling, { metadata: { name: 'high' }, value: 1000, preemptionPolicy: 'Never' });
    const url = `${core}/pods?dryRun=All`;
    const usual = await made<Pod>(url, pod({}));
    assert.deepEqual([usual.spec?.priority, usual.spec?.priorityClassName], [7, 'usual']);
    const high = await made<Pod>(url, pod({ priorityClassName: 'high' }));
    assert.deepEqual([high.spec?.priority, high.spec?.preemptionPolicy], [1000, 'Never']);
    const none = await rest.send('POST', url, pod({ priorityClassName: 'none' }));
    assert.equal(message(none), '403 pods "p" is forbidden: no PriorityClass with name none was found');
    const second = await rest.send('POST', scheduling, { metadata: { name: 'other' }, value: 1, globalDefault: true });
    assert.match(message(second), /^403 .*PriorityClass usual is already marked as default/);
  });
});

describe('services', () => {
  const service = (name: string, spec: object) => ({ metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });
  const create = (name: string, spec: object = {}) => made<Service>(`${core}/services`, service(name, spec));

  it('are each given an address of their own', async () => {
    const [one, two] = [await create('one'), await create('two')];
    for (const { spec } of [one, two]) {
      assert.match(spec?.clusterIP ?? '', /^10\.43\.\d+\.\d+$/);
      assert.deepEqual(spec?.clusterIPs, [spec?.clusterIP]);
      assert.deepEqual([spec?.ipFamilies, spec?.ipFamilyPolicy], [['IPv4'], 'SingleStack']);
    }
    assert.notEqual(one.spec?.clusterIP, two.spec?.clusterIP);
  });

  it('get the address they ask for while it is free', async () => {
    const spec = { clusterIP: '10.43.0.99' };
    assert.equal((await create('one', spec)).spec?.clusterIP, '10.43.0.99');
    const taken = await rest.send('POST', `${core}/services`, service('two', spec));
    assert.match(message(taken), /^422 .*failed to allocate IP 10\.43\.0\.99: provided IP is already allocated$/);
    const outside = await rest.send('POST', `${core}/services`, service('two', { clusterIP: '192.0.2.1' }));
    const range = 'The range of valid IPs is 10.43.0.0/16';
    assert.ok(message(outside).endsWith(`the provided IP (192.0.2.1) is not in the valid range. ${range}`));
    await rest.send('DELETE', `${core}/services/one`);
    assert.equal((await create('two', spec)).spec?.clusterIP, '10.43.0.99');
  });

  it('without an address stay without, and those elsewhere have none', async () => {
    assert.deepEqual((await create('headless', { clusterIP: 'None' })).spec?.clusterIPs, ['None']);
    const external = await create('external', { type: 'ExternalName', externalName: 'a.example.com' });
    assert.equal(external.spec?.clusterIP, undefined);
  });

  it('have ports on the nodes, of which each is given once', async () => {
    const ports = [
      { name: 'tcp', port: 53 },
      { name: 'udp', port: 53, protocol: 'UDP' },
    ];
    const { spec } = await create('dns', { type: 'NodePort', ports });
    const [tcp, udp] = spec?.ports ?? [];
    assert.ok((tcp?.nodePort ?? 0) >= 30_000 && (tcp?.nodePort ?? 0) <= 32_767);
    assert.equal(udp?.nodePort, tcp?.nodePort);
    const same = [{ port: 80, nodePort: tcp?.nodePort }];
    const taken = await rest.send('POST', `${core}/services`, service('other', { type: 'NodePort', ports: same }));
    assert.match(message(taken), /provided port is already allocated$/);
    const low = await rest.send(
      'POST',
      `${core}/services`,
      service('low', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
    );
    assert.match(message(low), /The range of valid ports is 30000-32767$/);
  });

  it('keep what they were given when an update leaves it out, and lose it with their type', async () => {
    const { spec: before } = await create('web', { type: 'NodePort' });
    const sent = { apiVersion: 'v1', kind: 'Service', ...service('web', { type: 'NodePort' }) };
    const updated = await rest.send('PUT', `${core}/services/web`, sent);
    assert.deepEqual((updated.body as unknown as Service).spec, before);
    const merge = { headers: { 'content-type': 'application/merge-patch+json' } };
    const inside = await rest.send('PATCH', `${core}/services/web`, { spec: { type: 'ClusterIP' } }, merge);
    const { spec } = inside.body as unknown as Service;
    assert.deepEqual([spec?.clusterIP, spec?.ports?.[0]?.nodePort], [before?.clusterIP, undefined]);
    const moved = { spec: { type: 'ExternalName', externalName: 'a.example.com' } };
    const outside = await rest.send('PATCH', `${core}/services/web`, moved, merge);
    assert.equal((outside.body as unknown as Service).spec?.clusterIP, undefined);
  });

  it('may be tried without being given anything for good', async () => {
    const { spec } = await made<Service>(`${core}/services?dryRun=All`, service('web', {}));
    assert.equal((await create('web', { clusterIP: spec?.clusterIP })).spec?.clusterIP, spec?.clusterIP);
  });
});

describe('volume claims', () => {
  const claim = (spec: object) => ({
    metadata: { name: 'c' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  });
  const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };

  it('are of the default class, the youngest of several', async () => {
    const url = `${core}/persistentvolumeclaims?dryRun=All`;
    assert.equal((await made<PersistentVolumeClaim>(url, claim({}))).spec?.storageClassName, undefined);
    for (const name of ['older', 'newer']) {
      await made(storage, { metadata: { name, annotations: isDefault }, provisioner: 'a.example/b' });
      rest.clock.advance(1000);
    }
    assert.equal((await made<PersistentVolumeClaim>(url, claim({}))).spec?.storageClassName, 'newer');
    assert.equal((await made<PersistentVolumeClaim>(url, claim({ storageClassName: '' }))).spec?.storageClassName, '');
  });

  it('grow only where their class does', async () => {
    await made(storage, { metadata: { name: 'fixed' }, provisioner: 'a.example/b' });
    await made(storage, { metadata: { name: 'grows' }, provisioner: 'a.example/b', allowVolumeExpansion: true });
    const url = `${core}/persistentvolumeclaims`;
    const merge = { headers: { 'content-type': 'application/merge-patch+json' } };
    const grown = async (storageClassName: string) => {
      const bound = { ...claim({ storageClassName, volumeName: 'v' }), metadata: { name: storageClassName } };
      await made(url, bound);
      const status = { phase: 'Bound', capacity: { storage: '1Gi' } };
      await rest.send('PATCH', `${url}/${storageClassName}/status`, { status }, merge);
      const spec = { resources: { requests: { storage: '2Gi' } } };
      return rest.send('PATCH', `${url}/${storageClassName}`, { spec }, merge);
    };
    assert.equal((await grown('grows')).status, 200);
    assert.match(message(await grown('fixed')), /^403 .*only dynamically provisioned pvc can be resized/);
  });
});

describe('events', () => {
  it('are the same in both groups, each under its own names', async () => {
    const involvedObject = { kind: 'Pod', name: 'p', namespace: 'a' };
    const body = { metadata: { name: 'e' }, involvedObject, reason: 'R', message: 'm', type: 'Normal', count: 2 };
    await made(`${core}/events`, body);
    const other = await rest.send('GET', '/apis/events.k8s.io/v1/namespaces/a/events/e');
    const { note, regarding, deprecatedCount, apiVersion } = other.body;
    assert.deepEqual(
      { note, regarding, deprecatedCount, apiVersion },
      {
        note: 'm',
        regarding: involvedObject,
        deprecatedCount: 2,
        apiVersion: 'events.k8s.io/v1',
      },
    );
    const found = await rest.send('GET', `${core}/events?fieldSelector=involvedObject.name%3Dp,reason%3DR`);
    assert.equal((found.body.items as unknown[]).length, 1);
    const none = await rest.send('GET', `${core}/events?fieldSelector=involvedObject.name%3Dq`);
    assert.equal((none.body.items as unknown[]).length, 0);
  });
});

describe('namespaces', () => {
  it('are labelled by their name, and kept until what is in them is gone', async () => {
    const { body } = await rest.send('GET', '/api/v1/namespaces/a');
    assert.equal(body.metadata?.labels?.['kubernetes.io/metadata.name'], 'a');
    assert.deepEqual([body.spec, body.status], [{ finalizers: ['kubernetes'] }, { phase: 'Active' }]);
    const emptied = { ...body, spec: { finalizers: [] } };
    const plain = await rest.send('PUT', '/api/v1/namespaces/a', emptied);
    assert.deepEqual(plain.body.spec, { finalizers: ['kubernetes'] });
    await rest.send('DELETE', '/api/v1/namespaces/a');
    assert.equal((await rest.send('GET', '/api/v1/namespaces/a')).status, 200);
    const current = (await rest.send('GET', '/api/v1/namespaces/a')).body;
    await rest.send('PUT', '/api/v1/namespaces/a/finalize', { ...current, spec: { finalizers: [] } });
    assert.equal((await rest.send('GET', '/api/v1/namespaces/a')).status, 404);
  });
});
