// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeObject, keyOf, type Pod } from '@kubevirt-ts/kube';
import type { Store } from '../../store/store.ts';
import { allStored, collections, stored } from '../stored.ts';

/** The kinds of objects that a node may read because of its pods. */
export type Referenced = 'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'serviceaccounts' | 'pods';

/** Which objects the pods of each node refer to; it follows the store. */
export interface NodeGraph {
  /** Whether a pod on the node refers to the object. */
  isReferred(node: string, kind: Referenced, namespace: string, name: string): boolean;
  /** Whether a pod on the node has a claim that is bound to the volume. */
  isVolumeOf(node: string, volumeName: string): boolean;
}

interface Known {
  node: string;
  references: string[];
}

/** Indexes the pods of a store by node and by what they refer to. */
export function nodeGraph(store: Store): NodeGraph {
  const pods = new Map<string, Known>();
  const counts = new Map<string, number>();
  const count = (reference: string, by: number) => {
    const next = (counts.get(reference) ?? 0) + by;
    if (next > 0) counts.set(reference, next);
    else counts.delete(reference);
  };
  const remove = (key: string) => {
    for (const reference of pods.get(key)?.references ?? []) count(reference, -1);
    pods.delete(key);
  };
  const put = (pod: Pod) => {
    const key = keyOf(pod);
    remove(key);
    const node = pod.spec?.nodeName;
    if (!node) return;
    const references = referencesOf(pod).map((reference) => `${node}\n${reference}`);
    for (const reference of references) count(reference, 1);
    pods.set(key, { node, references });
  };
  for (const pod of allStored<Pod>(store, collections.pods)) put(pod);
  store.onEvent(({ type, collection, key, object }) => {
    if (collection !== collections.pods) return;
    if (type === 'DELETED') remove(key);
    else put(object as Pod);
  });

  const isReferred: NodeGraph['isReferred'] = (node, kind, namespace, name) =>
    counts.has(`${node}\n${referenceTo(kind, namespace, name)}`);
  return {
    isReferred,
    isVolumeOf(node, volumeName) {
      type Volume = KubeObject & { spec?: { claimRef?: { namespace?: string; name?: string } } };
      const volume = stored<Volume>(store, '/persistentvolumes', { name: volumeName });
      const { namespace = '', name = '' } = volume?.spec?.claimRef ?? {};
      return isReferred(node, 'persistentvolumeclaims', namespace, name);
    },
  };
}

function referenceTo(kind: Referenced, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/** What a pod refers to, each once. */
function referencesOf(pod: Pod): string[] {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const found = new Set<string>();
  const add = (kind: Referenced, of: string | undefined) => of && found.add(referenceTo(kind, namespace, of));
  add('pods', name);
  add('serviceaccounts', pod.spec?.serviceAccountName);
  for (const secret of pod.spec?.imagePullSecrets ?? []) add('secrets', secret.name);
  for (const volume of pod.spec?.volumes ?? []) {
    add('secrets', volume.secret?.secretName);
    add('configmaps', volume.configMap?.name);
    add('persistentvolumeclaims', volume.persistentVolumeClaim?.claimName);
    if (volume.ephemeral) add('persistentvolumeclaims', `${name}-${volume.name}`);
    for (const source of volume.projected?.sources ?? []) {
      add('secrets', source.secret?.name);
      add('configmaps', source.configMap?.name);
    }
  }
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  for (const container of [...initContainers, ...containers, ...ephemeralContainers]) {
    for (const from of container.envFrom ?? []) {
      add('secrets', from.secretRef?.name);
      add('configmaps', from.configMapRef?.name);
    }
    for (const variable of container.env ?? []) {
      add('secrets', variable.valueFrom?.secretKeyRef?.name);
      add('configmaps', variable.valueFrom?.configMapKeyRef?.name);
    }
  }
  return [...found];
}
