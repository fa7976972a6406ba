// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Two manifests install it, and it says so. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import {
  client,
  eventually,
  installed,
  installNamespace,
  kinds,
  kubectl,
  releaseDirectory,
  tryKubectl,
  versionOf,
} from './world.ts';

test('two manifests install KubeVirt', async (t) => {
  await installed();
  const kubevirt = await client.get(kinds.kubevirts, { namespace: installNamespace, name: 'kubevirt' });

  await t.test('the KubeVirt object says what runs, in the words of KubeVirt', () => {
    const version = versionOf(releaseDirectory.current);
    assert.equal(kubevirt.status?.phase, 'Deployed');
    assert.equal(kubevirt.status?.observedKubeVirtVersion, version);
    assert.equal(kubevirt.status?.targetKubeVirtVersion, version);
    const conditions = Object.fromEntries(
      (kubevirt.status?.conditions ?? []).map((condition) => [
        condition.type,
        `${condition.status} ${condition.reason}: ${condition.message}`,
      ]),
    );
    assert.deepEqual(conditions, {
      Available: 'True AllComponentsReady: All components are ready.',
      Progressing: 'False AllComponentsReady: All components are ready.',
      Degraded: 'False AllComponentsReady: All components are ready.',
      Created: 'True AllResourcesCreated: All resources were created.',
    });
    assert.match(kubectl('get', 'kv', '-A'), /^NAMESPACE +NAME +AGE +PHASE *\n *kubevirt +kubevirt +\S+ +Deployed/);
  });

  await t.test('every component is there, twice where it serves all nodes', async () => {
    for (const name of ['virt-operator', 'virt-api', 'virt-controller']) {
      // Available needs one replica of each; the second may still be starting.
      await eventually(`${name} has two ready replicas`, 60, async () => {
        const deployment = await client.get(resources.deployments, { namespace: installNamespace, name });
        return deployment.status?.readyReplicas === 2;
      });
    }
    const handler = await client.get(resources.daemonSets, { namespace: installNamespace, name: 'virt-handler' });
    const nodes = await client.list(resources.nodes);
    assert.equal(handler.status?.numberReady, nodes.items.length);
    const crds = await client.list(resources.customResourceDefinitions, {
      labelSelector: 'app.kubernetes.io/managed-by=virt-operator',
    });
    assert.deepEqual(crds.items.map((crd) => crd.metadata?.name).sort(), [
      'virtualmachineinstancemigrations.kubevirt.io',
      'virtualmachineinstancepresets.kubevirt.io',
      'virtualmachineinstancereplicasets.kubevirt.io',
      'virtualmachineinstances.kubevirt.io',
      'virtualmachines.kubevirt.io',
    ]);
    assert.match(kubectl('get', 'apiservice', 'v1.subresources.kubevirt.io'), /True/);
    // The API server publishes the schema of a new kind some time after it serves the kind.
    await eventually('kubectl explains the new kinds', 60, () =>
      /FIELD: +runStrategy <string>/.test(kubectl('explain', 'vm.spec.runStrategy')),
    );
  });

  await t.test('a second KubeVirt and a malformed one are refused in one sentence', () => {
    const second = tryKubectl(
      ['apply', '-f', '-'],
      JSON.stringify({
        apiVersion: 'kubevirt.io/v1',
        kind: 'KubeVirt',
        metadata: { name: 'second', namespace: installNamespace },
        spec: {},
      }),
    );
    assert.notEqual(second.code, 0);
    assert.match(second.stderr, /Kubevirt is already created/);
    const replicas = tryKubectl([
      '-n',
      installNamespace,
      'patch',
      'kv',
      'kubevirt',
      '--type=merge',
      '-p',
      '{"spec":{"infra":{"replicas":0}}}',
    ]);
    assert.notEqual(replicas.code, 0);
    assert.match(replicas.stderr, /infra replica count can't be 0/);
  });

  await t.test('an edited and a deleted object are put right', async () => {
    kubectl(
      '-n',
      installNamespace,
      'patch',
      'service',
      'virt-api',
      '--type=json',
      '-p',
      '[{"op":"replace","path":"/spec/ports/0/port","value":444}]',
    );
    kubectl('-n', installNamespace, 'delete', 'pdb', 'virt-api-pdb');
    await eventually('the service and the disruption budget are as they were', 30, async () => {
      const service = await client.get(resources.services, { namespace: installNamespace, name: 'virt-api' });
      return (
        service.spec?.ports?.[0]?.port === 443 &&
        tryKubectl(['-n', installNamespace, 'get', 'pdb', 'virt-api-pdb']).code === 0
      );
    });
  });
});
