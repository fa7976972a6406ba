// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Binding, type Pod, wireTime } from '@kubevirt-ts/kube';
import { RevisionConflict, type Store } from '../../store/store.ts';
import { badRequest, conflict, notFound, refusal } from '../errors.ts';
import type { Connector, Json } from '../kind.ts';
import { parseBody } from '../rest/decode.ts';
import { success } from './success.ts';

/** What binding works on. */
export interface BindingOptions {
  store: Store;
  now: () => Date;
}

const pods = { group: '', plural: 'pods' };
const resource = { group: '', plural: 'pods/binding' };
const collection = '/pods';
const attempts = 5;

/** `pods/<name>/binding`: puts a pod on a node, once. It writes what no update may change. @upstream BindingREST */
export function bindingConnector({ store, now }: BindingOptions): Connector {
  return {
    methods: ['POST'],
    kind: 'Binding',
    verbs: ['create'],
    async handle(request, { metadata }) {
      const { name = '', namespace = '' } = metadata ?? {};
      const binding = parseBody(request, 'Binding').value as Binding;
      if ((binding.metadata?.name ?? '') !== name)
        throw badRequest('name in URL does not match name in Binding object');
      const { kind = '', name: node } = binding.target ?? {};
      if (kind !== '' && kind !== 'Node') {
        const supported = 'supported values: "Node", "<empty>"';
        throw refusal(500, '', `target.kind: Unsupported value: ${JSON.stringify(kind)}: ${supported}`);
      }
      if (!node) throw refusal(500, '', 'target.name: Required value');
      const isDryRun = request.query.getAll('dryRun').includes('All');
      for (let attempt = 1; ; attempt++) {
        const stored = store.get(collection, `${namespace}/${name}`);
        if (!stored) throw notFound(pods, name);
        const pod = JSON.parse(stored.json) as Pod;
        checkUnbound(pod, binding);
        if (isDryRun) return success();
        try {
          await store.put(collection, stored.key, bound(pod, binding, now()), stored.revision);
          return success();
        } catch (error) {
          if (!(error instanceof RevisionConflict)) throw error;
          if (attempt === attempts) throw conflict(resource, name);
        }
      }
    },
  };
}

function checkUnbound({ metadata, spec }: Pod, binding: Binding): void {
  const name = metadata?.name ?? '';
  const wanted = binding.metadata?.uid;
  if (wanted && wanted !== metadata?.uid) {
    const why = `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${metadata?.uid}`;
    throw conflict(resource, name, why);
  }
  if (metadata?.deletionTimestamp) {
    throw conflict(resource, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (spec?.nodeName) throw conflict(resource, name, `pod ${name} is already assigned to node "${spec.nodeName}"`);
  if (spec?.schedulingGates?.length) {
    throw conflict(resource, name, `pod ${name} has non-empty .spec.schedulingGates`);
  }
}

function bound(pod: Pod, binding: Binding, now: Date): Json {
  const { resourceVersion: _version, ...metadata } = pod.metadata ?? {};
  const { annotations } = binding.metadata ?? {};
  const time = wireTime(now);
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: time };
  const conditions: { type: string }[] = pod.status?.conditions ?? [];
  const isThere = conditions.some(({ type }) => type === scheduled.type);
  const { nominatedNodeName: _nominated, ...status } = pod.status ?? {};
  return {
    ...pod,
    metadata: { ...metadata, ...(annotations && { annotations: { ...metadata.annotations, ...annotations } }) },
    spec: { ...pod.spec!, nodeName: binding.target.name },
    status: {
      ...status,
      conditions: isThere
        ? conditions.map((condition) => (condition.type === scheduled.type ? scheduled : condition))
        : [...conditions, scheduled],
    },
  };
}
