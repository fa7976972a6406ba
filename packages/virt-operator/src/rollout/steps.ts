// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { APIService, CustomResourceDefinition, KubeObject } from '@kubevirt-ts/kube';
import { type Component, rolloutWait, type StepName, type StepState } from '@kubevirt-ts/rules/rollout';
import { idOf } from '../objects/managed-resources.ts';
import { temporaryWebhook, temporaryWebhookName } from '../strategy/admission.ts';
import { rolesFirst } from '../strategy/roles/component-roles.ts';
import { isStampedFor, stamp } from '../strategy/stamp.ts';
import { bridged } from './admission-bridge.ts';
import { sharedPermissions } from './permissions.ts';
import { podFacts } from './workloads.ts';
import type { Action, World } from './world.ts';

/** What a step does now, and what it waits for when there is nothing to do. */
export interface StepWork {
  actions: Action[];
  waitingFor?: string;
}

const put = (world: World, objects: readonly KubeObject[]): Action[] =>
  objects.filter((object) => world.isWrong(object)).map((object) => ({ do: 'put', object }));

const hasCondition = (object: KubeObject | undefined, type: string): boolean =>
  (object as CustomResourceDefinition | APIService | undefined)?.status?.conditions?.some(
    (condition) => condition.type === type && condition.status === 'True',
  ) ?? false;

/** Whether every pod of virt-api is of the wanted version. */
const apiIsNew = (world: World): boolean => {
  const facts = world.workloads.get('virt-api');
  const live = world.live(world.strategy['virt-api'][0]);
  return (
    live !== undefined &&
    isStampedFor(live, world.deployment) &&
    rolloutWait(facts, 'virt-api', world.lostNodes) === undefined
  );
};

/** Names of pods of another version that still run somewhere that can be reached. */
const oldPods = (world: World): readonly string[] =>
  world.pods
    .filter((pod) => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed')
    .map((pod) => podFacts(pod, world.deployment))
    .filter((pod) => !pod.upToDate && !(pod.node !== undefined && world.lostNodes.has(pod.node)))
    .map((pod) => pod.name);

const newKindsRefused = (world: World): StepWork => {
  if (apiIsNew(world)) return { actions: [] };
  const shell = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: temporaryWebhookName },
  };
  const live = world.live(shell) as { webhooks?: { name: string }[] } | undefined;
  const refusedAlready = new Set((live?.webhooks ?? []).map(({ name }) => name));
  const refused = world.strategy.definitions.filter(
    (definition) => !world.live(definition) || refusedAlready.has(`${definition.metadata?.name}-tmp-validator`),
  );
  if (refused.length === 0) return { actions: [] };
  const webhook = temporaryWebhook(
    refused.map(({ metadata, spec }) => ({
      name: metadata?.name ?? '',
      group: spec.group,
      plural: spec.names.plural,
      versions: spec.versions.map(({ name }) => name),
    })),
    { namespace: world.deployment.namespace, caBundle: world.certificates.bundle, matchConditions: false },
  );
  return { actions: put(world, [stamp(webhook, world.deployment)]) };
};

const definitionsServed = (world: World): StepWork => {
  const pending = world.strategy.definitions.find((definition) => !hasCondition(world.live(definition), 'Established'));
  return { actions: [], waitingFor: pending && `the API server to serve ${pending.metadata?.name}` };
};

const permissions = (world: World): StepWork => {
  const wanted =
    oldPods(world).length > 0
      ? sharedPermissions(world.strategy.permissions, world.live, world.deployment.version).desired
      : world.strategy.permissions;
  return { actions: put(world, rolesFirst(wanted)) };
};

const certificates = (world: World): StepWork => {
  const { newAuthority, issue } = world.certificates;
  if (newAuthority) return { actions: [{ do: 'authority' }] };
  return {
    actions: [
      // A secret that is not there yet is made with its certificate.
      ...put(
        world,
        world.strategy.trust.filter((object) => object.kind !== 'Secret' || world.live(object) !== undefined),
      ),
      ...issue.map(({ leaf }): Action => ({ do: 'issue', secret: leaf.secret })),
    ],
  };
};

const admission = (world: World): StepWork => {
  const objects = apiIsNew(world)
    ? world.strategy.admission
    : world.strategy.admission.map((object) => bridged(object, world.live(object), world.deployment));
  return { actions: put(world, objects) };
};

const component = (name: Component, world: World): StepWork => {
  const objects: readonly KubeObject[] = world.strategy[name];
  const actions = put(world, objects);
  const wait = rolloutWait(world.workloads.get(name), name, world.lostNodes);
  if (wait || name !== 'virt-api') return { actions, waitingFor: wait };
  const unserved = world.strategy.admission.find(
    (object) => object.kind === 'APIService' && !hasCondition(world.live(object), 'Available'),
  );
  return { actions, waitingFor: unserved && `the API server to reach virt-api for ${unserved.metadata?.name}` };
};

const newKindsAllowed = (world: World): StepWork => {
  const refusal = world
    .listed('ValidatingWebhookConfiguration')
    .find(({ metadata }) => metadata?.name === temporaryWebhookName);
  return {
    actions: [
      ...put(world, world.strategy.admission),
      ...(refusal ? [{ do: 'delete', object: refusal } as const] : []),
    ],
  };
};

const permissionsTrimmed = (world: World): StepWork => {
  const [old] = oldPods(world);
  if (old !== undefined) return { actions: [], waitingFor: `the old pod ${old} to end` };
  return { actions: put(world, world.strategy.permissions) };
};

/** Every object of an installation by kind and name. */
const wantedIds = (world: World): ReadonlySet<string> => {
  const { strategy } = world;
  return new Set(
    [
      ...strategy.definitions,
      ...strategy.permissions,
      ...strategy.trust,
      ...strategy.network,
      ...strategy.admission,
      ...strategy['virt-api'],
      ...strategy['virt-controller'],
      ...strategy['virt-handler'],
    ].map(idOf),
  );
};

const cleanUp = (world: World): StepWork => {
  const wanted = wantedIds(world);
  const surplus = world.kinds
    .flatMap((kind) => world.listed(kind))
    .filter((object) => !wanted.has(idOf(object)) && object.metadata?.deletionTimestamp === undefined);
  return { actions: surplus.map((object) => ({ do: 'delete', object })) };
};

const works: Readonly<Record<Exclude<StepName, Component>, (world: World) => StepWork>> = {
  'new-kinds-refused': newKindsRefused,
  definitions: (world) => ({ actions: put(world, world.strategy.definitions) }),
  'definitions-served': definitionsServed,
  permissions,
  certificates,
  network: (world) => ({ actions: put(world, world.strategy.network) }),
  admission,
  'new-kinds-allowed': newKindsAllowed,
  'permissions-trimmed': permissionsTrimmed,
  'clean-up': cleanUp,
};

/** What one step does now. */
export const workOf = (name: StepName, world: World): StepWork => {
  if (name === 'virt-api' || name === 'virt-controller' || name === 'virt-handler') return component(name, world);
  return works[name](world);
};

/** A step's work as the order of steps sees it. */
export const stateOf = (work: StepWork): StepState => ({ writes: work.actions.length, waitingFor: work.waitingFor });
