// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, Ref } from './object.ts';
import type * as wire from './wire.ts';

/** Where objects of one kind live in the API, and what they look like. */
export interface Resource<T extends KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Never set: it carries the type of the objects. */
  readonly objects?: T;
}

/** Names a resource that is not among `resources`, such as a custom one. */
export function resource<T extends KubeObject>(
  apiVersion: string,
  kind: string,
  plural: string,
  namespaced: boolean,
): Resource<T> {
  return { apiVersion, kind, plural, namespaced };
}

/** The API path of a resource's collection, or of one of its objects (and subresource). */
export function pathOf(r: Resource<KubeObject>, ref: Partial<Ref> = {}, subresource?: string): string {
  const parts = [r.apiVersion.includes('/') ? '/apis' : '/api', r.apiVersion];
  if (r.namespaced && ref.namespace) parts.push('namespaces', encodeURIComponent(ref.namespace));
  parts.push(r.plural);
  if (ref.name) parts.push(encodeURIComponent(ref.name));
  if (subresource) parts.push(subresource);
  return parts.join('/');
}

const rbac = 'rbac.authorization.k8s.io/v1';
const admission = 'admissionregistration.k8s.io/v1';

/** The built-in resources this project deals with. */
export const resources = {
  pods: resource<wire.Pod>('v1', 'Pod', 'pods', true),
  nodes: resource<wire.Node>('v1', 'Node', 'nodes', false),
  secrets: resource<wire.Secret>('v1', 'Secret', 'secrets', true),
  configMaps: resource<wire.ConfigMap>('v1', 'ConfigMap', 'configmaps', true),
  services: resource<wire.Service>('v1', 'Service', 'services', true),
  serviceAccounts: resource<wire.ServiceAccount>('v1', 'ServiceAccount', 'serviceaccounts', true),
  namespaces: resource<wire.Namespace>('v1', 'Namespace', 'namespaces', false),
  events: resource<wire.CoreEvent>('v1', 'Event', 'events', true),
  endpoints: resource<wire.Endpoints>('v1', 'Endpoints', 'endpoints', true),
  persistentVolumeClaims: resource<wire.PersistentVolumeClaim>(
    'v1',
    'PersistentVolumeClaim',
    'persistentvolumeclaims',
    true,
  ),
  persistentVolumes: resource<wire.PersistentVolume>('v1', 'PersistentVolume', 'persistentvolumes', false),
  storageClasses: resource<wire.StorageClass>('storage.k8s.io/v1', 'StorageClass', 'storageclasses', false),
  endpointSlices: resource<wire.EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', true),
  bindings: resource<wire.Binding>('v1', 'Binding', 'pods', true),
  deployments: resource<wire.Deployment>('apps/v1', 'Deployment', 'deployments', true),
  daemonSets: resource<wire.DaemonSet>('apps/v1', 'DaemonSet', 'daemonsets', true),
  controllerRevisions: resource<wire.ControllerRevision>('apps/v1', 'ControllerRevision', 'controllerrevisions', true),
  replicaSets: resource<wire.ReplicaSet>('apps/v1', 'ReplicaSet', 'replicasets', true),
  jobs: resource<wire.Job>('batch/v1', 'Job', 'jobs', true),
  leases: resource<wire.Lease>('coordination.k8s.io/v1', 'Lease', 'leases', true),
  podDisruptionBudgets: resource<wire.PodDisruptionBudget>(
    'policy/v1',
    'PodDisruptionBudget',
    'poddisruptionbudgets',
    true,
  ),
  clusterRoles: resource<wire.ClusterRole>(rbac, 'ClusterRole', 'clusterroles', false),
  clusterRoleBindings: resource<wire.ClusterRoleBinding>(rbac, 'ClusterRoleBinding', 'clusterrolebindings', false),
  roles: resource<wire.Role>(rbac, 'Role', 'roles', true),
  roleBindings: resource<wire.RoleBinding>(rbac, 'RoleBinding', 'rolebindings', true),
  customResourceDefinitions: resource<wire.CustomResourceDefinition>(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    false,
  ),
  apiServices: resource<wire.APIService>('apiregistration.k8s.io/v1', 'APIService', 'apiservices', false),
  validatingWebhookConfigurations: resource<wire.ValidatingWebhookConfiguration>(
    admission,
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    false,
  ),
  mutatingWebhookConfigurations: resource<wire.MutatingWebhookConfiguration>(
    admission,
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    false,
  ),
  priorityClasses: resource<wire.PriorityClass>('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', false),
  subjectAccessReviews: resource<wire.SubjectAccessReview>(
    'authorization.k8s.io/v1',
    'SubjectAccessReview',
    'subjectaccessreviews',
    false,
  ),
} as const;
