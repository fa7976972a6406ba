// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, Pod } from '@kubevirt-ts/kube';
import type { Json, Strategy } from '../kind.ts';
import {
  apiServiceColumns,
  clusterRoleBindingColumns,
  eventColumns,
  leaseColumns,
  priorityClassColumns,
  roleBindingColumns,
  storageClassColumns,
  webhookColumns,
} from './columns/cluster.ts';
import type { ColumnRow } from './columns/column.ts';
import {
  configMapColumns,
  namespaceColumns,
  nodeColumns,
  persistentVolumeClaimColumns,
  persistentVolumeColumns,
  secretColumns,
  serviceAccountColumns,
} from './columns/core.ts';
import { podColumns, podRowConditions } from './columns/pod.ts';
import { endpointSliceColumns, endpointsColumns, serviceColumns } from './columns/services.ts';
import {
  controllerRevisionColumns,
  daemonSetColumns,
  deploymentColumns,
  jobColumns,
  podDisruptionBudgetColumns,
  replicaSetColumns,
} from './columns/workloads.ts';
import { eventStrategy, toCoreEvent, toEvent } from './core/event.ts';
import { isDns1035Label, isDnsLabel, isPathSegment, type TextRule } from './validation/names.ts';

/** A kind of the API server's own. Adding a kind is adding a row (and, for a new package, its facts). */
export interface KindRow {
  group: string;
  version: string;
  kind: string;
  plural: string;
  /** @defaultValue the kind in lower case */
  singular?: string;
  /** Its model in client-node. @defaultValue `V1` and the kind */
  model?: string;
  isClusterScoped?: boolean;
  shortNames?: readonly string[];
  categories?: readonly string[];
  /** Answered, not stored: only `create`. */
  isReview?: boolean;
  /** Cannot be deleted all at once. */
  isKeptFromDeleteCollection?: boolean;
  /** What everybody is told who asks for it. */
  deprecationWarning?: string;
  hasStatus?: boolean;
  hasScale?: boolean;
  /** Where its objects are, when not in a collection of its own. */
  collection?: string;
  /** What names must be like. @defaultValue a DNS subdomain */
  nameRule?: TextRule;
  rowConditions?: (object: Json) => readonly object[];
  columns?: readonly ColumnRow<KubeObject>[];
  /** What its columns are shown of, when that is another form of the object. */
  shownAs?: (object: Json) => Json;
  /** Turns an object of another form that its collection may have into this one. */
  convert?: (object: Json) => Json;
  /** What is special about its objects, when that differs from its collection's. */
  strategy?: Strategy;
}

// Columns read only fields that objects of their kind have.
function typed<T extends KubeObject>(columns: readonly ColumnRow<T>[]): readonly ColumnRow<KubeObject>[] {
  return columns as unknown as readonly ColumnRow<KubeObject>[];
}

function rows(group: string, list: readonly Omit<KindRow, 'group' | 'version'>[]): KindRow[] {
  return list.map((row) => ({ group, version: 'v1', ...row }));
}

const all = ['all'] as const;
const apiExtensions = ['api-extensions'] as const;

/** All kinds of the API server's own, in the order of Kubernetes' groups. Events of both groups are one collection. */
export const kindTable: readonly KindRow[] = [
  ...rows('', [
    { kind: 'ConfigMap', plural: 'configmaps', shortNames: ['cm'], columns: typed(configMapColumns) },
    {
      kind: 'Endpoints',
      plural: 'endpoints',
      shortNames: ['ep'],
      columns: typed(endpointsColumns),
      deprecationWarning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    },
    {
      kind: 'Event',
      plural: 'events',
      model: 'CoreV1Event',
      shortNames: ['ev'],
      columns: typed(eventColumns),
      convert: toCoreEvent,
    },
    {
      kind: 'Namespace',
      plural: 'namespaces',
      isClusterScoped: true,
      isKeptFromDeleteCollection: true,
      shortNames: ['ns'],
      hasStatus: true,
      nameRule: isDnsLabel,
      columns: typed(namespaceColumns),
    },
    {
      kind: 'Node',
      plural: 'nodes',
      isClusterScoped: true,
      shortNames: ['no'],
      hasStatus: true,
      columns: typed(nodeColumns),
    },
    {
      kind: 'PersistentVolumeClaim',
      plural: 'persistentvolumeclaims',
      shortNames: ['pvc'],
      hasStatus: true,
      columns: typed(persistentVolumeClaimColumns),
    },
    {
      kind: 'PersistentVolume',
      plural: 'persistentvolumes',
      isClusterScoped: true,
      shortNames: ['pv'],
      hasStatus: true,
      columns: typed(persistentVolumeColumns),
    },
    {
      kind: 'Pod',
      plural: 'pods',
      shortNames: ['po'],
      categories: all,
      hasStatus: true,
      columns: typed(podColumns),
      rowConditions: (object) => podRowConditions(object as unknown as Pod),
    },
    { kind: 'Secret', plural: 'secrets', columns: typed(secretColumns) },
    { kind: 'ServiceAccount', plural: 'serviceaccounts', shortNames: ['sa'], columns: typed(serviceAccountColumns) },
    {
      kind: 'Service',
      plural: 'services',
      shortNames: ['svc'],
      categories: all,
      hasStatus: true,
      nameRule: isDns1035Label,
      columns: typed(serviceColumns),
    },
  ]),
  ...rows('apiregistration.k8s.io', [
    {
      kind: 'APIService',
      plural: 'apiservices',
      isClusterScoped: true,
      categories: apiExtensions,
      hasStatus: true,
      nameRule: isPathSegment,
      columns: typed(apiServiceColumns),
    },
  ]),
  ...rows('apps', [
    { kind: 'ControllerRevision', plural: 'controllerrevisions', columns: typed(controllerRevisionColumns) },
    {
      kind: 'DaemonSet',
      plural: 'daemonsets',
      shortNames: ['ds'],
      categories: all,
      hasStatus: true,
      columns: typed(daemonSetColumns),
    },
    {
      kind: 'Deployment',
      plural: 'deployments',
      shortNames: ['deploy'],
      categories: all,
      hasStatus: true,
      hasScale: true,
      columns: typed(deploymentColumns),
    },
    {
      kind: 'ReplicaSet',
      plural: 'replicasets',
      shortNames: ['rs'],
      categories: all,
      hasStatus: true,
      hasScale: true,
      columns: typed(replicaSetColumns),
    },
  ]),
  ...rows('events.k8s.io', [
    {
      kind: 'Event',
      plural: 'events',
      model: 'EventsV1Event',
      shortNames: ['ev'],
      collection: '/events',
      columns: typed(eventColumns),
      shownAs: toCoreEvent,
      convert: toEvent,
      strategy: eventStrategy,
    },
  ]),
  ...rows('authentication.k8s.io', [
    { kind: 'SelfSubjectReview', plural: 'selfsubjectreviews', isClusterScoped: true, isReview: true },
    { kind: 'TokenReview', plural: 'tokenreviews', isClusterScoped: true, isReview: true },
  ]),
  ...rows('authorization.k8s.io', [
    { kind: 'LocalSubjectAccessReview', plural: 'localsubjectaccessreviews', isReview: true },
    { kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews', isClusterScoped: true, isReview: true },
    { kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews', isClusterScoped: true, isReview: true },
    { kind: 'SubjectAccessReview', plural: 'subjectaccessreviews', isClusterScoped: true, isReview: true },
  ]),
  ...rows('batch', [{ kind: 'Job', plural: 'jobs', categories: all, hasStatus: true, columns: typed(jobColumns) }]),
  ...rows('policy', [
    {
      kind: 'PodDisruptionBudget',
      plural: 'poddisruptionbudgets',
      shortNames: ['pdb'],
      hasStatus: true,
      columns: typed(podDisruptionBudgetColumns),
    },
  ]),
  ...rows('rbac.authorization.k8s.io', [
    {
      kind: 'ClusterRoleBinding',
      plural: 'clusterrolebindings',
      isClusterScoped: true,
      nameRule: isPathSegment,
      columns: typed(clusterRoleBindingColumns),
    },
    { kind: 'ClusterRole', plural: 'clusterroles', isClusterScoped: true, nameRule: isPathSegment },
    { kind: 'RoleBinding', plural: 'rolebindings', nameRule: isPathSegment, columns: typed(roleBindingColumns) },
    { kind: 'Role', plural: 'roles', nameRule: isPathSegment },
  ]),
  ...rows('storage.k8s.io', [
    {
      kind: 'StorageClass',
      plural: 'storageclasses',
      isClusterScoped: true,
      shortNames: ['sc'],
      columns: typed(storageClassColumns),
    },
  ]),
  ...rows('admissionregistration.k8s.io', [
    {
      kind: 'MutatingWebhookConfiguration',
      plural: 'mutatingwebhookconfigurations',
      isClusterScoped: true,
      categories: apiExtensions,
      columns: typed(webhookColumns),
    },
    {
      kind: 'ValidatingWebhookConfiguration',
      plural: 'validatingwebhookconfigurations',
      isClusterScoped: true,
      categories: apiExtensions,
      columns: typed(webhookColumns),
    },
  ]),
  ...rows('apiextensions.k8s.io', [
    {
      kind: 'CustomResourceDefinition',
      plural: 'customresourcedefinitions',
      isClusterScoped: true,
      shortNames: ['crd', 'crds'],
      categories: apiExtensions,
      hasStatus: true,
    },
  ]),
  ...rows('scheduling.k8s.io', [
    {
      kind: 'PriorityClass',
      plural: 'priorityclasses',
      isClusterScoped: true,
      shortNames: ['pc'],
      columns: typed(priorityClassColumns),
    },
  ]),
  ...rows('coordination.k8s.io', [{ kind: 'Lease', plural: 'leases', columns: typed(leaseColumns) }]),
  ...rows('discovery.k8s.io', [
    { kind: 'EndpointSlice', plural: 'endpointslices', columns: typed(endpointSliceColumns) },
  ]),
];

/** Models that are read besides those of the table: subresources, lists and what the API answers with. */
export const otherModels = [
  'V1Scale',
  'V1Eviction',
  'V1Binding',
  'AuthenticationV1TokenRequest',
  'V1Status',
  'V1DeleteOptions',
  'V1ListMeta',
] as const;
