// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiError, Pod } from '@kubevirt-ts/kube';
import { apiRequest, testStore } from '../../../test/auth-world.ts';
import type { AdmissionAttributes } from '../../apiserver/admission/attributes.ts';
import type { Json } from '../../apiserver/kind.ts';
import { attributesOf } from '../authorizer.ts';
import { collections } from '../stored.ts';
import { nodeAuthorizer } from './node-authorizer.ts';
import { nodeGraph } from './node-graph.ts';
import { restrictNodes } from './node-restriction.ts';

const user = (node: string) => ({ name: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] });

const pod: Pod = {
  metadata: { namespace: 'ns', name: 'p' },
  spec: {
    nodeName: 'one',
    serviceAccountName: 'sa',
    imagePullSecrets: [{ name: 'pull' }],
    volumes: [
      { name: 'a', secret: { secretName: 'mounted' } },
      { name: 'b', persistentVolumeClaim: { claimName: 'claim' } },
      { name: 'c', projected: { sources: [{ configMap: { name: 'projected' } }] } },
    ],
    containers: [
      {
        name: 'c',
        envFrom: [{ configMapRef: { name: 'env' } }],
        env: [{ name: 'E', valueFrom: { secretKeyRef: { name: 'key', key: 'k' } } }],
      },
    ],
  },
};

test('a node reads what its pods refer to, by name, for as long as they are there', async () => {
  const store = testStore();
  const authorizer = nodeAuthorizer(nodeGraph(store));
  const may = (method: string, url: string, node = 'one') =>
    authorizer.authorize(attributesOf(apiRequest(method, url, { user: user(node) }))).allowed;
  const ns = '/api/v1/namespaces/ns';
  const readable = [
    'secrets/mounted',
    'secrets/pull',
    'secrets/key',
    'configmaps/env',
    'configmaps/projected',
    'persistentvolumeclaims/claim',
  ];
  assert.equal(may('GET', `${ns}/secrets/mounted`), false);
  const stored = await store.put1(collections.pods, pod);
  await store.put1('/persistentvolumes', {
    metadata: { name: 'pv' },
    spec: { claimRef: { namespace: 'ns', name: 'claim' } },
  });
  for (const path of readable) assert.equal(may('GET', `${ns}/${path}`), true, path);
  for (const path of readable) assert.equal(may('GET', `${ns}/${path}`, 'two'), false, path);
  assert.deepEqual(
    [
      may('GET', `${ns}/secrets/other`),
      may('GET', `${ns}/secrets`),
      may('DELETE', `${ns}/secrets/mounted`),
      may('GET', '/api/v1/persistentvolumes/pv', 'two'),
      may('POST', `${ns}/serviceaccounts/other/token`),
      may('POST', '/apis/coordination.k8s.io/v1/namespaces/ns/leases'),
      may('PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/two'),
      may('DELETE', '/apis/apps/v1/namespaces/ns/deployments/d'),
    ],
    Array(8).fill(false),
  );
  assert.deepEqual(
    [
      may('GET', `${ns}/secrets?watch=1&fieldSelector=metadata.name%3Dmounted`),
      may('GET', '/api/v1/persistentvolumes/pv'),
      may('POST', `${ns}/serviceaccounts/sa/token`),
      may('PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/one'),
      may('PATCH', '/api/v1/nodes/one/status'),
      may('PATCH', `${ns}/pods/p/status`),
      may('GET', '/api/v1/services'),
    ],
    Array(7).fill(true),
  );
  await store.remove1(collections.pods, stored);
  assert.equal(may('GET', `${ns}/secrets/mounted`), false);
});

test('a node changes only itself and the status of its pods', async () => {
  const admission = restrictNodes({
    mutate: async (_, object) => object,
    validate: async () => undefined,
  });
  const refusal = async (
    collection: string,
    o: {
      operation: AdmissionAttributes['operation'];
      subresource?: string;
      object?: object;
      old?: object;
      name?: string;
    },
  ) => {
    const [group = '', plural = ''] = collection.split('/');
    const attributes = {
      kind: { group, plural, collection },
      user: user('one'),
      subresource: '',
      name: '',
      namespace: '',
      dryRun: false,
      warnings: [],
      ...o,
    };
    try {
      await admission.mutate(attributes as unknown as AdmissionAttributes, o.object as Json, o.old as Json);
      return '';
    } catch (error) {
      return (error as ApiError).message;
    }
  };
  const node = (name: string, taints: string[] = []) => ({ metadata: { name }, spec: { taints } });
  const named = (name: string) => ({ name, object: node(name), old: node(name) });
  assert.equal(await refusal('/nodes', { operation: 'UPDATE', ...named('one') }), '');
  assert.equal(
    await refusal('/nodes', { operation: 'UPDATE', ...named('two') }),
    'nodes "two" is forbidden: node "one" is not allowed to modify node "two"',
  );
  assert.match(
    await refusal('/nodes', { operation: 'UPDATE', name: 'one', object: node('one', ['a']), old: node('one') }),
    /not allowed to modify taints/,
  );
  const other = { ...pod, spec: { ...pod.spec, nodeName: 'two' } };
  const update = (old: object, object: object = old) =>
    refusal('/pods', { operation: 'UPDATE', subresource: 'status', name: 'p', object, old });
  assert.equal(await update(pod), '');
  assert.match(await update(other), /can only update pod status for pods with spec.nodeName set to itself/);
  assert.match(
    await update(pod, { ...pod, metadata: { ...pod.metadata, labels: { a: 'b' } } }),
    /cannot update labels/,
  );
  assert.match(
    await refusal('/pods', { operation: 'UPDATE', name: 'p', object: pod, old: pod }),
    /can only update pod status/,
  );
  assert.match(await refusal('/pods', { operation: 'CREATE', object: pod }), /can only create mirror pods/);
  assert.equal(await refusal('/pods', { operation: 'DELETE', name: 'p', old: pod }), '');
  assert.match(await refusal('/pods', { operation: 'DELETE', name: 'p', old: other }), /can only delete pods/);
});
