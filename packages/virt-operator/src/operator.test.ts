// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeVirt, KubeVirtCondition } from '@kubevirt-ts/api';
import { type ClusterRole, type ClusterRoleBinding, type KubeObject, resource, resources } from '@kubevirt-ts/kube';
import { grants, missingGrants, type PolicyRule } from '@kubevirt-ts/rules/rollout';
import { clock, eventually, kubevirt, type MemoryClient, memoryClient, node, quiet } from '@kubevirt-ts/testkit';
import { SimulatedCluster } from '../test/simulated-cluster.ts';
import { kubevirts } from './kubevirt/resource.ts';
import { managedResources } from './objects/managed-resources.ts';
import { leadOperator } from './operator.ts';
import { componentRights } from './strategy/roles/component-roles.ts';

const features = { policyVersion: 'policy/v1', matchConditions: true } as const;
const ref = { namespace: 'kubevirt', name: 'kubevirt' };
const nodes = ['node01', 'node02'];

const home: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kubevirt' } };
const cluster = (...objects: KubeObject[]): MemoryClient =>
  memoryClient([home, ...nodes.map((name) => node({ metadata: { name, uid: `uid-${name}` } })), ...objects]);

interface Run {
  /** Lets the cluster go on until a check holds. */
  until(what: string, check: () => boolean): Promise<void>;
  /** Lets the cluster go on for a while in which nothing is expected. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const time = clock();

const run = (client: MemoryClient, version: string, watch: () => void = () => undefined): Run => {
  const ending = new AbortController();
  const world = new SimulatedCluster(client, nodes);
  const ended = leadOperator({
    client,
    features,
    operator: { namespace: 'kubevirt', image: `registry.example/kubevirt:${version}`, version },
    logger: quiet(),
    signal: ending.signal,
    now: time.now,
  });
  const step = () => {
    world.tick();
    watch();
  };
  return {
    async until(what, check) {
      await eventually(() => {
        step();
        return check();
      }, what);
    },
    async idle() {
      let turns = 0;
      await eventually(() => {
        step();
        turns += 1;
        return turns > 25;
      });
    },
    async stop() {
      ending.abort();
      await ended;
    },
  };
};

const read = (client: MemoryClient): KubeVirt | undefined => client.peek(kubevirts, ref);
const statusOf = (client: MemoryClient, type: string): KubeVirtCondition | undefined =>
  read(client)?.status?.conditions?.find((condition) => condition.type === type);
const isReadyWith = (client: MemoryClient, version: string) => () =>
  read(client)?.status?.observedKubeVirtVersion === version &&
  statusOf(client, 'Available')?.reason === 'AllComponentsReady';

const managedLeft = (client: MemoryClient): string[] =>
  managedResources(features).flatMap((kind) =>
    client.all(kind).map((object) => `${object.kind} ${object.metadata?.name}`),
  );

const rightsOf = (client: MemoryClient, account: string): PolicyRule[] => {
  const roles = new Map(client.all(resources.clusterRoles).map((role: ClusterRole) => [role.metadata?.name, role]));
  return client
    .all(resources.clusterRoleBindings)
    .filter((binding: ClusterRoleBinding) => binding.subjects?.some(({ name }) => name === account))
    .flatMap((binding) => (roles.get(binding.roleRef.name)?.rules ?? []) as PolicyRule[]);
};

test('installs in order, says so, and then writes nothing more', async () => {
  const client = cluster(kubevirt());
  const operator = run(client, 'v0.1.0');
  await operator.until('Available', isReadyWith(client, 'v0.1.0'));
  const status = read(client)?.status;
  assert.equal(status?.phase, 'Deployed');
  assert.equal(status?.operatorVersion, 'v0.1.0');
  assert.equal(status?.observedDeploymentID, status?.targetDeploymentID);
  assert.equal(status?.observedGeneration, 1);
  assert.deepEqual(
    status?.conditions?.map(({ type, status: is, reason }) => `${type}=${is} ${reason}`).sort(),
    ['Available=True', 'Created=True', 'Degraded=False', 'Progressing=False'].map((start) =>
      start.startsWith('Created') ? `${start} AllResourcesCreated` : `${start} AllComponentsReady`,
    ),
  );
  assert.ok(read(client)?.metadata?.finalizers?.includes('kubevirt.io/foregroundDeleteKubeVirt'));
  const order = client.writes.filter(({ verb }) => verb === 'apply').map(({ plural, key }) => `${plural} ${key}`);
  const at = (name: string) => order.indexOf(name);
  assert.ok(at('customresourcedefinitions virtualmachines.kubevirt.io') < at('clusterroles kubevirt-controller'));
  assert.ok(at('clusterroles kubevirt-controller') < at('clusterrolebindings kubevirt-controller'));
  assert.ok(at('configmaps kubevirt/kubevirt-ca') < at('validatingwebhookconfigurations virt-api-validator'));
  assert.ok(at('validatingwebhookconfigurations virt-api-validator') < at('deployments kubevirt/virt-api'));
  assert.ok(at('deployments kubevirt/virt-api') < at('deployments kubevirt/virt-controller'));
  assert.ok(at('deployments kubevirt/virt-controller') < at('daemonsets kubevirt/virt-handler'));
  assert.equal(
    client.peek(resources.validatingWebhookConfigurations, { name: 'virt-operator-tmp-webhook' }),
    undefined,
  );
  const written = client.writes.filter(({ plural }) => plural !== 'events').length;
  client.put(node({ metadata: { name: 'node02', uid: 'uid-node02', labels: { some: 'label' } } }));
  await operator.idle();
  await operator.stop();
  const next = run(client, 'v0.1.0');
  await next.idle();
  await next.stop();
  const more = client.writes
    .filter(({ plural, subresource }) => plural !== 'events' && subresource !== 'status')
    .slice(written);
  assert.deepEqual(
    more.filter(({ verb }) => verb === 'apply').map(({ key }) => key),
    [],
  );
});

test('puts right what is edited or deleted, and nothing else', async () => {
  const client = cluster(kubevirt());
  const operator = run(client, 'v0.1.0');
  await operator.until('Available', isReadyWith(client, 'v0.1.0'));
  const before = client.writes.length;
  await client.delete(resources.services, { namespace: 'kubevirt', name: 'virt-api' });
  const role = client.peek(resources.clusterRoles, { name: 'kubevirt.io:view' });
  client.put({ ...role, rules: [], metadata: { ...role?.metadata, generation: 2 } } as ClusterRole);
  await operator.until('repair', () => {
    const repaired = client.peek(resources.clusterRoles, { name: 'kubevirt.io:view' });
    return (
      client.peek(resources.services, { namespace: 'kubevirt', name: 'virt-api' }) !== undefined &&
      (repaired?.rules?.length ?? 0) > 0
    );
  });
  await operator.idle();
  await operator.stop();
  const applied = client.writes.slice(before).filter(({ verb }) => verb === 'apply');
  assert.deepEqual(applied.map(({ key }) => key).sort(), ['kubevirt.io:view', 'kubevirt/virt-api']);
  assert.equal(statusOf(client, 'Available')?.status, 'True');
});

test('updates virt-handler, then virt-controller, then virt-api, and both versions keep their rights meanwhile', async () => {
  const client = cluster(kubevirt());
  const old = run(client, 'v0.1.0');
  await old.until('Available', isReadyWith(client, 'v0.1.0'));
  await old.stop();

  // The old version needed something the new one does not, and had not what the new one needs.
  const account = 'kubevirt-controller';
  const newRules = componentRights.find((rights) => rights.account === account)?.cluster as PolicyRule[];
  const oldRules: PolicyRule[] = [
    ...newRules.slice(3),
    { apiGroups: ['old.example'], resources: ['things'], verbs: ['get'] },
  ];
  const role = client.peek(resources.clusterRoles, { name: account });
  client.put({ ...role, rules: oldRules } as ClusterRole);

  const seen = new Set<string>();
  const rolled: string[] = [];
  const podsOf = (version: string) =>
    client
      .all(resources.pods)
      .filter(({ metadata }) => metadata?.annotations?.['kubevirt.io/install-strategy-version'] === version);
  const watch = () => {
    const held = rightsOf(client, account);
    if (podsOf('v0.1.0').length > 0)
      assert.deepEqual(missingGrants(held, oldRules), [], 'a right of the old version is gone');
    if (podsOf('v0.2.0').length > 0)
      assert.deepEqual(missingGrants(held, newRules), [], 'a right of the new version is missing');
    for (const pod of podsOf('v0.2.0')) {
      const name = pod.metadata?.labels?.['kubevirt.io'] ?? '';
      if (!rolled.includes(name)) rolled.push(name);
    }
    const available = statusOf(client, 'Available');
    const progress = statusOf(client, 'Progressing');
    seen.add(
      `${available?.status} ${progress?.status} ${available?.reason} ${read(client)?.status?.observedKubeVirtVersion}`,
    );
  };
  const update = run(client, 'v0.2.0', watch);
  await update.until('the update', isReadyWith(client, 'v0.2.0'));
  await update.stop();
  assert.deepEqual(rolled, ['virt-handler', 'virt-controller', 'virt-api']);
  assert.deepEqual(
    [...seen],
    [
      'True False AllComponentsReady v0.1.0',
      'True True UpdateInProgress v0.1.0',
      'True False AllComponentsReady v0.2.0',
    ],
  );
  assert.deepEqual(grants(rightsOf(client, account)), grants(newRules));
  assert.deepEqual(
    client.all(resources.clusterRoles).filter(({ metadata }) => metadata?.name?.includes('v0.2.0')),
    [],
  );
});

test('goes back with virt-api first', async () => {
  const client = cluster(kubevirt());
  const newer = run(client, 'v0.2.0');
  await newer.until('Available', isReadyWith(client, 'v0.2.0'));
  await newer.stop();
  const rolled: string[] = [];
  const back = run(client, 'v0.1.0', () => {
    for (const { metadata } of client.all(resources.pods)) {
      const name = metadata?.labels?.['kubevirt.io'] ?? '';
      const isOlder = metadata?.annotations?.['kubevirt.io/install-strategy-version'] === 'v0.1.0';
      if (isOlder && !rolled.includes(name)) rolled.push(name);
    }
  });
  await back.until('going back', isReadyWith(client, 'v0.1.0'));
  await back.stop();
  assert.equal(rolled[0], 'virt-api');
});

test('uninstalls: workloads first while the programs run, then everything, then the marks on nodes', async () => {
  const client = cluster(kubevirt());
  const operator = run(client, 'v0.1.0');
  await operator.until('Available', isReadyWith(client, 'v0.1.0'));
  const vms = resource('kubevirt.io/v1', 'VirtualMachine', 'virtualmachines', true);
  client.put({
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: 'vm', namespace: 'default', finalizers: ['kubevirt.io/virtualMachineControllerFinalize'] },
  });
  client.put(
    node({
      metadata: { name: 'node01', uid: 'uid-node01', labels: { 'kubevirt.io/schedulable': 'true', other: 'kept' } },
    }),
  );
  await client.delete(kubevirts, ref);
  await operator.until('the VM to be asked to go', () => client.all(vms)[0]?.metadata?.deletionTimestamp !== undefined);
  await operator.idle();
  assert.equal(read(client)?.status?.phase, 'Deleting');
  assert.equal(client.all(resources.deployments).length, 2, 'the programs still run');
  const vm = client.all(vms)[0];
  await client.patch(
    vms,
    { namespace: 'default', name: 'vm' },
    { type: 'merge', body: { metadata: { finalizers: [] } } },
  );
  assert.ok(vm);
  await operator.until('the KubeVirt object to be gone', () => read(client) === undefined);
  await operator.stop();
  assert.deepEqual(managedLeft(client), []);
  assert.deepEqual(client.peek(resources.nodes, { name: 'node01' })?.metadata?.labels, { other: 'kept' });
});

test('a second KubeVirt object is left alone and told so', async () => {
  const client = cluster(kubevirt());
  const operator = run(client, 'v0.1.0');
  await operator.until('Available', isReadyWith(client, 'v0.1.0'));
  client.put(kubevirt({ metadata: { name: 'another', uid: 'another' } }));
  await operator.until('the second to be told', () =>
    Boolean(client.peek(kubevirts, { namespace: 'kubevirt', name: 'another' })?.status?.conditions?.length),
  );
  await operator.stop();
  const [condition] = client.peek(kubevirts, { namespace: 'kubevirt', name: 'another' })?.status?.conditions ?? [];
  assert.equal(condition?.reason, 'ExistingDeployment');
  assert.equal(statusOf(client, 'Available')?.status, 'True');
});

test('a version this operator is not is refused in a sentence, and what runs is left alone', async () => {
  const client = cluster(kubevirt());
  const operator = run(client, 'v0.1.0');
  await operator.until('Available', isReadyWith(client, 'v0.1.0'));
  const applied = client.writes.filter(({ verb }) => verb === 'apply').length;
  await client.patch(kubevirts, ref, { type: 'merge', body: { spec: { imageTag: 'v9.9.9' } } });
  await operator.until('the refusal', () => statusOf(client, 'Synchronized') !== undefined);
  await operator.stop();
  assert.match(statusOf(client, 'Synchronized')?.message ?? '', /cannot install version v9\.9\.9/);
  assert.equal(statusOf(client, 'Available')?.status, 'True');
  assert.equal(client.writes.filter(({ verb }) => verb === 'apply').length, applied);
});

test('an emptied secret is filled again, and an emptied authority is trusted together with the old one', async () => {
  const client = cluster(kubevirt());
  const operator = run(client, 'v0.1.0');
  await operator.until('Available', isReadyWith(client, 'v0.1.0'));
  const bundle = () =>
    client.peek(resources.configMaps, { namespace: 'kubevirt', name: 'kubevirt-ca' })?.data?.['ca-bundle'] ?? '';
  const first = bundle();
  for (const name of ['kubevirt-virt-api-certs', 'kubevirt-ca']) {
    const secret = client.peek(resources.secrets, { namespace: 'kubevirt', name });
    client.put({ ...secret, data: { 'tls.crt': '', 'tls.key': '' } } as KubeObject);
  }
  await operator.until(
    'both to be filled',
    () =>
      ['kubevirt-virt-api-certs', 'kubevirt-ca'].every((name) =>
        Boolean(client.peek(resources.secrets, { namespace: 'kubevirt', name })?.data?.['tls.crt']),
      ) && bundle() !== first,
  );
  await operator.idle();
  await operator.stop();
  assert.ok(bundle().endsWith(first), 'the old authority is still trusted');
});

test('a secret that lost its labels gets them back and keeps its certificate', async () => {
  const client = cluster(kubevirt());
  const operator = run(client, 'v0.1.0');
  await operator.until('Available', isReadyWith(client, 'v0.1.0'));
  const of = { namespace: 'kubevirt', name: 'kubevirt-virt-api-certs' };
  const secret = client.peek(resources.secrets, of);
  client.put({ ...secret, metadata: { ...secret?.metadata, labels: {} } } as KubeObject);
  await operator.until('the label', () => {
    const { metadata } = client.peek(resources.secrets, of) ?? {};
    return metadata?.labels?.['app.kubernetes.io/managed-by'] === 'virt-operator';
  });
  await operator.stop();
  assert.deepEqual(client.peek(resources.secrets, of)?.data, secret?.data);
});
