// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Deleting the KubeVirt object removes all that it installed, with the VMs that run; then the operator's manifest deletes cleanly. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import {
  client,
  demoVm,
  eventually,
  installed,
  installNamespace,
  kinds,
  kubectl,
  launcherPod,
  releaseDirectory,
  tryKubectl,
  vmiInPhase,
} from './world.ts';

const scopes = [
  'crd',
  'clusterrole',
  'clusterrolebinding',
  'apiservice',
  'validatingwebhookconfiguration',
  'mutatingwebhookconfiguration',
  'priorityclass',
  'namespace',
];

/** Names of all cluster-wide objects that bear KubeVirt's name. */
function leftovers(): string[] {
  return kubectl('get', scopes.join(','), '-o', 'name')
    .split('\n')
    .filter((name) => /kubevirt|virt-/.test(name));
}

test('uninstalling leaves nothing', async (t) => {
  await installed();
  const namespace = 'e2e-uninstall';
  kubectl('create', 'namespace', namespace);
  t.after(() => kubectl('delete', 'namespace', namespace, '--timeout=120s'));
  await client.create(kinds.vms, demoVm(namespace, 'left-running'));
  const pod = await launcherPod(await vmiInPhase(namespace, 'left-running', 'Running'));

  await t.test('the KubeVirt object goes, with the VM that runs and everything it installed', async () => {
    kubectl('-n', installNamespace, 'delete', 'kv', 'kubevirt', '--timeout=480s');
    assert.equal(await client.find(resources.pods, { namespace, name: pod.metadata?.name ?? '' }), undefined);
    await eventually('only the operator is left', 60, () => {
      const left = kubectl(
        '-n',
        installNamespace,
        'get',
        'deployment,daemonset,service,serviceaccount,role,rolebinding,pdb',
        '-o',
        'name',
      )
        .split('\n')
        .filter(Boolean);
      return left.every((name) => /virt-operator|kubevirt-operator|serviceaccount\/default/.test(name));
    });
    const { items } = await client.list(resources.nodes);
    for (const node of items) {
      const labels = Object.keys(node.metadata?.labels ?? {}).filter((label) => label.includes('kubevirt.io'));
      assert.deepEqual(labels, [], `labels left on ${node.metadata?.name}`);
    }
  });

  await t.test('the operator manifest deletes cleanly', () => {
    const said = tryKubectl([
      'delete',
      '-f',
      join(releaseDirectory.current, 'kubevirt-operator.yaml'),
      '--timeout=120s',
    ]);
    assert.equal(said.code, 0, said.stderr);
    assert.deepEqual(leftovers(), []);
  });
});
