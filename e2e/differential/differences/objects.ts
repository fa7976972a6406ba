// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { anything } from '../normal-form.ts';
import type { Difference, Json } from './difference.ts';
import { entries, inner, kindOf, removed } from './reading.ts';

/** Differences in what objects hold. */
export const objects: readonly Difference[] = [
  {
    name: 'no-null-creation-timestamp',
    reason: 'a zero creationTimestamp is left out since 1.34, null before',
    object: (object) => removed(object, 'creationTimestamp', null),
  },
  {
    name: 'namespace-name-label',
    reason: 'namespaces carry kubernetes.io/metadata.name since 1.21',
    object: (object, at) => {
      if (kindOf(object, at) !== 'Namespace') return false;
      const metadata = object.metadata as Json;
      const owner = entries(object).find(({ fieldsV1 }) => fieldsV1?.['f:status'] !== undefined);
      metadata.labels = { ...(metadata.labels as Json | undefined), 'kubernetes.io/metadata.name': metadata.name };
      if (owner?.fieldsV1 === undefined) return true;
      const owned = (inner(owner.fieldsV1, 'f:metadata') ?? {}) as Json;
      const labels = { '.': {}, 'f:kubernetes.io/metadata.name': {}, ...(owned['f:labels'] as Json | undefined) };
      owner.fieldsV1['f:metadata'] = { ...owned, 'f:labels': labels };
      return true;
    },
  },
  {
    name: 'service-ip-families',
    reason: 'dual-stack fields of services are always set since 1.23, internalTrafficPolicy since 1.22',
    object: (object, at) => {
      if (kindOf(object, at) !== 'Service') return false;
      const spec = (object.spec ?? {}) as Json;
      if (spec.type !== 'ExternalName' && spec.type !== undefined) {
        spec.clusterIPs = [spec.clusterIP];
        spec.ipFamilies = ['IPv4'];
        spec.ipFamilyPolicy = 'SingleStack';
        spec.internalTrafficPolicy = 'Cluster';
      }
      const owner = entries(object).find(({ fieldsV1 }) => inner(fieldsV1, 'f:spec')?.['f:type'] !== undefined);
      const owned = inner(owner?.fieldsV1, 'f:spec');
      if (owned !== undefined && spec.type !== 'ExternalName') owned['f:internalTrafficPolicy'] = {};
      return true;
    },
  },
  {
    name: 'daemon-set-surge',
    reason: 'DaemonSets have maxSurge, 0 unless told, since 1.22',
    object: (object) => {
      const update = inner(object, 'spec', 'updateStrategy', 'rollingUpdate');
      if (object.kind !== 'DaemonSet' || update === undefined) return false;
      update.maxSurge = 0;
      for (const { fieldsV1 } of entries(object)) {
        const owned = inner(fieldsV1, 'f:spec', 'f:updateStrategy', 'f:rollingUpdate');
        if (owned !== undefined) owned['f:maxSurge'] = {};
      }
      return true;
    },
  },
  {
    name: 'pod-generation',
    reason: 'pods have a generation since 1.33',
    object: (object, at) => {
      if (kindOf(object, at) !== 'Pod') return false;
      (object.metadata as Json).generation = at.what.startsWith('POST ') ? 1 : anything;
      return true;
    },
  },
  {
    name: 'projected-token',
    reason: 'pods get a bound token in a projected volume since 1.21, a secret before',
    object: (object) => {
      if (object.name !== 'default-token-<suffix>') return false;
      object.name = 'kube-api-access-<suffix>';
      if (object.secret === undefined) return true;
      delete object.secret;
      const fieldRef = { apiVersion: 'v1', fieldPath: 'metadata.namespace' };
      object.projected = {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
          { downwardAPI: { items: [{ fieldRef, path: 'namespace' }] } },
        ],
      };
      return true;
    },
  },
  {
    name: 'lease-versions',
    reason: 'coordination.k8s.io/v1beta1 was removed in 1.22',
    object: (object) => {
      const versions = object.versions as { version: string }[] | undefined;
      if (object.kind !== 'APIGroup' || object.name !== 'coordination.k8s.io' || versions === undefined) return false;
      object.versions = versions.filter(({ version }) => version !== 'v1beta1');
      return true;
    },
  },
  {
    name: 'singular-names',
    reason: 'discovery gives singular names of built-in kinds since 1.27',
    object: (object) => {
      if (object.singularName !== '' || String(object.name).includes('/')) return false;
      object.singularName = String(object.kind).toLowerCase();
      return true;
    },
  },
  {
    name: 'namespace-told-to-webhooks',
    reason: 'a new object has the namespace of its path before admission since 1.22',
    object: (object) => {
      const metadata = inner(object, 'object', 'metadata');
      if (object.requestKind === undefined || metadata === undefined || metadata.namespace !== undefined) return false;
      metadata.namespace = object.namespace;
      return true;
    },
  },
  {
    name: 'old-object-with-managers',
    reason: 'webhooks are told who owned the fields of an object that is updated, since 1.32',
    object: (object) => {
      if (object.operation !== 'UPDATE' || object.requestKind === undefined) return false;
      (inner(object, 'oldObject', 'metadata') ?? {}).managedFields = anything;
      return true;
    },
  },
];
