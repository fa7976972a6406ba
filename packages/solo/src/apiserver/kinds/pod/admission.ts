// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { delay, isDeepEqual, type Pod, type PriorityClass, type ServiceAccount } from '@kubevirt-ts/kube';
import { forbidden, invalid } from '../../errors.ts';
import type { Strategy } from '../../kind.ts';
import { forbiddenField } from '../validation/causes.ts';
import type { World } from '../world.ts';

const pods = { group: '', plural: 'pods' };

/**
 * What admission adds to new pods: the service account and its token, tolerations, priority.
 * @upstream the ServiceAccount, DefaultTolerationSeconds and Priority admission plugins
 */
export function podAdmission(world: World): Strategy {
  return {
    async admit(object, { old, request }) {
      const pod = object as unknown as Pod;
      if (old) keepEphemeralContainers(pod, old as unknown as Pod, request.info.subresource);
      if (old || request.info.subresource || !pod.spec) return;
      await addServiceAccount(pod, world);
      addTolerations(pod);
      addPriority(pod, world);
    },
  };
}

// They are added by a door of their own.
function keepEphemeralContainers(pod: Pod, old: Pod, subresource: string): void {
  if (subresource || isDeepEqual(pod.spec?.ephemeralContainers, old.spec?.ephemeralContainers)) return;
  const why = 'pod updates may not add or remove ephemeral containers, except by the ephemeralcontainers subresource';
  const kind = { group: '', kind: 'Pod' };
  throw invalid(kind, pod.metadata?.name ?? '', [forbiddenField('spec.ephemeralContainers', why)]);
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
// Longer than the hour that a token is asked for at least: it is renewed before it ends.
const tokenSeconds = 3607;

async function addServiceAccount(pod: Pod, world: World): Promise<void> {
  const { spec, metadata } = pod;
  if (!spec) return;
  const name = spec.serviceAccountName || 'default';
  const account = await serviceAccount(world, metadata?.namespace ?? '', name);
  if (!account) {
    const key = `${metadata?.namespace}/${name}`;
    const why = `error looking up service account ${key}: serviceaccount ${JSON.stringify(name)} not found`;
    throw forbidden(pods, metadata?.name ?? '', why);
  }
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
    spec.imagePullSecrets = structuredClone(account.imagePullSecrets);
  }
  if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(pod, world);
}

const attempts = 10;
const attemptMs = 100;

// The default account of a new namespace is on its way.
async function serviceAccount(world: World, namespace: string, name: string): Promise<ServiceAccount | undefined> {
  for (let attempt = 1; ; attempt++) {
    const found = world.get<ServiceAccount>('/serviceaccounts', `${namespace}/${name}`);
    if (found || name !== 'default' || attempt === attempts) return found;
    await delay(attemptMs);
  }
}

function mountToken(pod: Pod, world: World): void {
  const { spec } = pod;
  if (!spec) return;
  const volumes = spec.volumes ?? [];
  const existing = volumes.find(({ name, projected }) => projected && name.startsWith('kube-api-access-'));
  const name = existing?.name ?? `kube-api-access-${world.suffix()}`;
  let isNeeded = false;
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    if (container.volumeMounts?.some(({ mountPath }) => mountPath === tokenPath)) continue;
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: tokenPath }];
    isNeeded = true;
  }
  if (!isNeeded || existing) return;
  const fieldRef = { apiVersion: 'v1', fieldPath: 'metadata.namespace' };
  const sources = [
    { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef }] } },
  ];
  spec.volumes = [...volumes, { name, projected: { sources, defaultMode: 0o644 } }];
}

const tolerated = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const toleratedSeconds = 300;

// Pods stay for a while on a node that does not answer.
function addTolerations({ spec }: Pod): void {
  if (!spec) return;
  for (const key of tolerated) {
    const has = spec.tolerations?.some(
      (one) => (one.key === key || !one.key) && (one.effect === 'NoExecute' || !one.effect),
    );
    if (has) continue;
    const toleration = { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: toleratedSeconds };
    spec.tolerations = [...(spec.tolerations ?? []), toleration];
  }
}

function addPriority(pod: Pod, world: World): void {
  const { spec, metadata } = pod;
  if (!spec) return;
  const name = metadata?.name ?? '';
  const priorityClass = spec.priorityClassName
    ? world.get<PriorityClass>('scheduling.k8s.io/priorityclasses', spec.priorityClassName)
    : defaultClass(world);
  if (spec.priorityClassName && !priorityClass) {
    throw forbidden(pods, name, `no PriorityClass with name ${spec.priorityClassName} was found`);
  }
  if (priorityClass && !spec.priorityClassName) spec.priorityClassName = priorityClass.metadata?.name;
  const value = priorityClass?.value ?? 0;
  if (spec.priority !== undefined && spec.priority !== value) {
    const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
    throw forbidden(pods, name, why);
  }
  spec.priority = value;
  const policy = priorityClass?.preemptionPolicy ?? 'PreemptLowerPriority';
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    const why = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
    throw forbidden(pods, name, why);
  }
  spec.preemptionPolicy = policy;
}

function defaultClass(world: World): PriorityClass | undefined {
  const classes = world.list<PriorityClass>('scheduling.k8s.io/priorityclasses');
  return classes.filter(({ globalDefault }) => globalDefault).sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}
