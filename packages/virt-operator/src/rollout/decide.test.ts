// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject, Pod } from '@kubevirt-ts/kube';
import type { Component, WorkloadFacts } from '@kubevirt-ts/rules/rollout';
import { kubevirt, pod } from '@kubevirt-ts/testkit';
import { idOf, managedResources } from '../objects/managed-resources.ts';
import { type DeploymentConfig, deploymentOf } from '../strategy/deployment.ts';
import { stamp } from '../strategy/stamp.ts';
import { installStrategy } from '../strategy/strategy.ts';
import { decide } from './decide.ts';
import type { World } from './world.ts';

const features = { policyVersion: 'policy/v1', matchConditions: true } as const;
const configFor = (version: string): DeploymentConfig =>
  deploymentOf({ namespace: 'kubevirt', image: `registry.example/kubevirt:${version}`, version }, kubevirt());
const [v1, v2] = [configFor('v0.1.0'), configFor('v0.2.0')];

const strategyOf = (deployment: DeploymentConfig): World['strategy'] =>
  installStrategy({ kubevirt: kubevirt(), deployment, features, apiReplicas: 2, handlerBatch: 1, caBundle: 'pem' });

const asServed = (object: KubeObject): KubeObject =>
  ({
    ...object,
    status: { conditions: ['Established', 'Available'].map((type) => ({ type, status: 'True' })) },
  }) as KubeObject;

const podOf = (name: Component, deployment: DeploymentConfig, index: number): Pod =>
  stamp(
    pod({
      metadata: { name: `${name}-${index}`, namespace: 'kubevirt', labels: { 'kubevirt.io': name } },
      spec: { nodeName: `node${index}` },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    deployment,
  );

interface Scene {
  /** The version wanted, and the one that was ready last. */
  target: DeploymentConfig;
  observed?: string;
  /** The version each workload runs; nothing where it does not exist. */
  runs: Partial<Record<Component, DeploymentConfig>>;
  /** The version of all other objects; nothing on an empty cluster. */
  objects?: DeploymentConfig;
  /** Old pods that are still there. */
  lingering?: readonly Pod[];
  more?: readonly KubeObject[];
  certificates?: Partial<World['certificates']>;
}

/** A world in which every live object is exactly as some version wants it. */
const worldOf = (scene: Scene): World => {
  const { target, runs, objects } = scene;
  const strategy = strategyOf(target);
  const of = (
    config: DeploymentConfig | undefined,
    pick: (from: World['strategy']) => readonly KubeObject[],
  ): readonly KubeObject[] => (config ? pick(strategyOf(config)) : []);
  const live = new Map(
    [
      ...of(objects, (from) => [
        ...from.definitions,
        ...from.permissions,
        ...from.trust,
        ...from.network,
        ...from.admission,
      ]),
      ...(['virt-api', 'virt-controller', 'virt-handler'] as const).flatMap((name) =>
        of(runs[name], (from) => from[name]),
      ),
      ...(scene.more ?? []),
    ].map((object) => [idOf(object), asServed(object)]),
  );
  const pods = (['virt-api', 'virt-controller', 'virt-handler'] as const).flatMap((name) => {
    const config = runs[name];
    return config ? [podOf(name, config, 1), podOf(name, config, 2)] : [];
  });
  const all = [...pods, ...(scene.lingering ?? [])];
  const workloads = new Map<Component, WorkloadFacts>();
  for (const name of ['virt-api', 'virt-controller', 'virt-handler'] as const) {
    if (!runs[name]) continue;
    const own = all.filter(({ metadata }) => metadata?.labels?.['kubevirt.io'] === name);
    const upToDate = (one: Pod): boolean =>
      one.metadata?.annotations?.['kubevirt.io/install-strategy-version'] === target.version;
    workloads.set(name, {
      name,
      kind: name === 'virt-handler' ? 'DaemonSet' : 'Deployment',
      desired: 2,
      settled: true,
      available: own.filter(upToDate).length,
      pods: own.map((one) => ({
        name: one.metadata?.name ?? '',
        node: one.spec?.nodeName,
        upToDate: upToDate(one),
        ready: true,
        leaving: false,
      })),
    });
  }
  return {
    kubevirt: kubevirt({ status: { observedKubeVirtVersion: scene.observed } }),
    deployment: target,
    features,
    strategy,
    certificates: { issue: [], bundle: 'pem', nextMs: 1, ...scene.certificates },
    workloads,
    pods: all,
    nodes: [],
    lostNodes: new Set(),
    live: (object) => live.get(idOf(object)),
    listed: (kind) => [...live.values()].filter((object) => object.kind === kind),
    kinds: managedResources(features).map(({ kind }) => kind),
    isWrong: (object) => {
      const { status: _, ...found } = (live.get(idOf(object)) ?? {}) as KubeObject & { status?: unknown };
      return JSON.stringify(found) !== JSON.stringify(object);
    },
  };
};

const everything = (config: DeploymentConfig) => ({
  'virt-api': config,
  'virt-controller': config,
  'virt-handler': config,
});
const surplus = stamp(
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'of-an-older-version', namespace: 'kubevirt' } },
  v1,
);
const temporary = stamp(
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'virt-operator-tmp-webhook' },
  },
  v2,
);

const table: readonly {
  what: string;
  scene: Scene;
  /** What is written, by kind and name; `…` stands for more. */
  writes: readonly string[];
  at?: string;
  waits?: RegExp;
}[] = [
  { what: 'all as wanted', scene: { target: v1, observed: 'v0.1.0', runs: everything(v1), objects: v1 }, writes: [] },
  {
    what: 'an empty cluster: new kinds are refused first',
    scene: { target: v1, runs: {} },
    writes: ['put ValidatingWebhookConfiguration virt-operator-tmp-webhook'],
    at: 'new-kinds-refused',
  },
  {
    what: 'an authority comes before anything that is signed or trusted by it',
    scene: {
      target: v1,
      observed: 'v0.1.0',
      runs: everything(v1),
      objects: v1,
      certificates: { newAuthority: 'there is none' },
    },
    writes: ['authority'],
    at: 'certificates',
  },
  {
    what: 'install: virt-api before the other programs',
    scene: { target: v1, runs: {}, objects: v1 },
    writes: ['put Deployment virt-api', 'put PodDisruptionBudget virt-api-pdb'],
    at: 'virt-api',
    waits: /virt-api to be taken up/,
  },
  {
    what: 'install: the other programs together',
    scene: { target: v1, runs: { 'virt-api': v1 }, objects: v1 },
    writes: [
      'put Deployment virt-controller',
      'put PodDisruptionBudget virt-controller-pdb',
      'put DaemonSet virt-handler',
    ],
    at: 'virt-controller',
  },
  {
    what: 'update: virt-handler before the other programs',
    scene: { target: v2, observed: 'v0.1.0', runs: everything(v1), objects: v2 },
    writes: ['put DaemonSet virt-handler'],
    at: 'virt-handler',
    waits: /0 of 2 nodes/,
  },
  {
    what: 'update: virt-controller after virt-handler',
    scene: { target: v2, observed: 'v0.1.0', runs: { ...everything(v1), 'virt-handler': v2 }, objects: v2 },
    writes: ['put Deployment virt-controller', 'put PodDisruptionBudget virt-controller-pdb'],
    at: 'virt-controller',
  },
  {
    what: 'update: virt-api last',
    scene: { target: v2, observed: 'v0.1.0', runs: { ...everything(v2), 'virt-api': v1 }, objects: v2 },
    writes: ['put Deployment virt-api', 'put PodDisruptionBudget virt-api-pdb'],
    at: 'virt-api',
  },
  {
    what: 'update: nothing is taken away while an old pod drains',
    scene: {
      target: v2,
      observed: 'v0.1.0',
      runs: everything(v2),
      objects: v2,
      lingering: [podOf('virt-api', v1, 3)],
      more: [surplus],
    },
    writes: [],
    at: 'virt-api',
    waits: /the old pods to end \(virt-api-3\)/,
  },
  {
    what: 'update: a pod of a program the new version does not have is waited for as well',
    scene: {
      target: v2,
      observed: 'v0.1.0',
      runs: everything(v2),
      objects: v2,
      lingering: [
        { ...podOf('virt-api', v1, 3), metadata: { ...podOf('virt-api', v1, 3).metadata, labels: {}, name: 'gone-1' } },
      ],
      more: [surplus],
    },
    writes: [],
    at: 'permissions-trimmed',
    waits: /the old pod gone-1 to end/,
  },
  {
    what: 'update: what the new version does not want goes at the end',
    scene: { target: v2, observed: 'v0.1.0', runs: everything(v2), objects: v2, more: [surplus] },
    writes: ['delete ConfigMap of-an-older-version'],
    at: 'clean-up',
  },
  {
    what: 'new kinds are allowed again once virt-api knows them',
    scene: { target: v2, observed: 'v0.1.0', runs: everything(v2), objects: v2, more: [temporary] },
    writes: ['delete ValidatingWebhookConfiguration virt-operator-tmp-webhook'],
    at: 'new-kinds-allowed',
  },
  {
    what: 'going back: virt-api first',
    scene: { target: v1, observed: 'v0.2.0', runs: everything(v2), objects: v1 },
    writes: ['put Deployment virt-api', 'put PodDisruptionBudget virt-api-pdb'],
    at: 'virt-api',
  },
];

for (const { what, scene, writes, at, waits } of table) {
  test(`world: ${what}`, () => {
    const { actions, progress, complete } = decide(worldOf(scene));
    assert.deepEqual(
      actions.map((action) =>
        'object' in action ? `${action.do} ${action.object.kind} ${action.object.metadata?.name}` : action.do,
      ),
      writes,
    );
    assert.equal(progress.at, at);
    assert.equal(complete, at === undefined);
    if (waits) assert.match(progress.waitingFor ?? '', waits);
  });
}
