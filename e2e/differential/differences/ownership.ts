// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import type { Difference, Json } from './difference.ts';
import { entries, inner, kindOf, removed } from './reading.ts';

/** Map keys of a field that is one leaf now, or structs that are. */
function leaf(kinds: readonly string[], path: readonly string[]): NonNullable<Difference['object']> {
  return (object, at) => {
    if (!kinds.includes(kindOf(object, at))) return false;
    let changed = false;
    for (const { fieldsV1 } of entries(object)) {
      const parent = inner(fieldsV1, ...path.slice(0, -1));
      const last = path.at(-1) ?? '';
      if (parent === undefined || Object.keys(inner(parent, last) ?? {}).length === 0) continue;
      parent[last] = {};
      changed = true;
    }
    return changed;
  };
}

/** A status that was owned on creation though it was the server's. */
function unownedStatus(kind: string, value: Json): NonNullable<Difference['object']> {
  return (object, at) =>
    kindOf(object, at) === kind &&
    entries(object)
      .map(({ fieldsV1 }) => removed(fieldsV1, 'f:status', value))
      .includes(true);
}

const template = ['f:spec', 'f:template', 'f:spec'];

/** Differences in who owns which fields. */
export const ownership: readonly Difference[] = [
  {
    name: 'namespace-status-unowned',
    reason: 'fields that a write resets are not owned by its writer since 1.22',
    object: unownedStatus('Namespace', { 'f:phase': {} }),
  },
  {
    name: 'claim-status-unowned',
    reason: 'fields that a write resets are not owned by its writer since 1.22',
    object: unownedStatus('PersistentVolumeClaim', { 'f:phase': {} }),
  },
  {
    name: 'definition-status-unowned',
    reason: 'fields that a write resets are not owned by its writer since 1.22',
    object: unownedStatus('CustomResourceDefinition', { 'f:storedVersions': {} }),
  },
  {
    name: 'custom-status-unowned',
    reason: 'fields that a write resets are not owned by its writer since 1.22',
    object: unownedStatus('Thing', { '.': {}, 'f:note': {} }),
  },
  {
    name: 'pod-status-unowned',
    reason: 'fields that a write resets are not owned by its writer since 1.22',
    object: unownedStatus('Pod', { 'f:phase': {} }),
  },
  {
    name: 'owner-reference-is-one-leaf',
    reason: 'owner references are atomic since 1.21',
    object: (object) => {
      let changed = false;
      for (const { fieldsV1 } of entries(object)) {
        const owned = inner(fieldsV1, 'f:metadata', 'f:ownerReferences') ?? {};
        for (const key of Object.keys(owned).filter((name) => name.startsWith('k:'))) {
          owned[key] = {};
          changed = true;
        }
      }
      return changed;
    },
  },
  {
    name: 'established-conditions-owned',
    reason: 'conditions are owned one by one since they have a list type, 1.21',
    object: (object) => {
      if (object.kind !== 'CustomResourceDefinition') return false;
      const type = {
        '.': {},
        'f:lastTransitionTime': {},
        'f:message': {},
        'f:reason': {},
        'f:status': {},
        'f:type': {},
      };
      return entries(object)
        .map(({ fieldsV1 }) => {
          const owned = inner(fieldsV1, 'f:status');
          if (owned?.['f:conditions'] === undefined) return false;
          owned['f:conditions'] = { 'k:{"type":"Established"}': type, 'k:{"type":"NamesAccepted"}': type };
          return true;
        })
        .includes(true);
    },
  },
  {
    name: 'status-subresource-named',
    reason: 'managedFields name the subresource through which a field was written since 1.22',
    object: (object) => {
      const isStatus = isDeepStrictEqual(Object.keys((object.fieldsV1 as Json | undefined) ?? {}), ['f:status']);
      if (isStatus) object.subresource = 'status';
      return isStatus;
    },
  },
  {
    name: 'service-selector-is-one-leaf',
    reason: 'selectors of services are atomic since 1.21',
    object: leaf(['Service'], ['f:spec', 'f:selector']),
  },
  {
    name: 'node-selector-is-one-leaf',
    reason: 'node selectors are atomic since 1.21',
    object: leaf(['DaemonSet', 'Deployment', 'ReplicaSet'], [...template, 'f:nodeSelector']),
  },
  {
    name: 'pod-node-selector-is-one-leaf',
    reason: 'node selectors are atomic since 1.21',
    object: leaf(['Pod'], ['f:spec', 'f:nodeSelector']),
  },
  {
    name: 'involved-object-is-one-leaf',
    reason: 'object references are atomic since 1.21',
    object: leaf(['Event'], ['f:involvedObject']),
  },
  {
    name: 'role-reference-is-one-leaf',
    reason: 'role references are atomic since 1.21',
    object: leaf(['RoleBinding', 'ClusterRoleBinding'], ['f:roleRef']),
  },
  {
    name: 'idle-apply-timeless',
    reason: 'who applies for the first time what is there already has no time since 1.22',
    object: (object) => {
      const all = entries(object);
      if (!all.some(({ manager }) => manager === 'before-first-apply')) return false;
      return all.filter(({ manager }) => manager === 'one').some((entry) => removed(entry as Json, 'time', '<time>'));
    },
  },
];
