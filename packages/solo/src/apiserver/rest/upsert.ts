// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';

const createdByUpdate: ReadonlySet<string> = new Set([
  '/endpoints',
  '/events',
  '/services',
  'coordination.k8s.io/leases',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/roles',
]);

const updatedWithVersionOnly: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices',
  'coordination.k8s.io/leases',
  'policy/poddisruptionbudgets',
]);

/** Whether an update of an object that is not there creates it. @upstream AllowCreateOnUpdate */
export function allowsCreateOnUpdate(kind: Kind): boolean {
  return !kind.isCustom && createdByUpdate.has(kind.collection);
}

/** Whether an update may leave the resourceVersion out. @upstream AllowUnconditionalUpdate */
export function allowsUnconditionalUpdate(kind: Kind): boolean {
  return !kind.isCustom && !updatedWithVersionOnly.has(kind.collection);
}

// Kinds whose deletion answers with the object rather than with a Status.
const answeredWithObject: ReadonlySet<string> = new Set([
  '/persistentvolumeclaims',
  '/persistentvolumes',
  '/pods',
  '/serviceaccounts',
  '/services',
  'storage.k8s.io/storageclasses',
]);

/** Whether the answer to a deletion is the object as it last was. @upstream ReturnDeletedObject */
export function answersWithDeleted(kind: Kind): boolean {
  return answeredWithObject.has(kind.collection);
}
