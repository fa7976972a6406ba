// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type {
  APIService,
  ClusterRoleBinding,
  CoreEvent,
  Lease,
  MutatingWebhookConfiguration,
  PriorityClass,
  RoleBinding,
  StorageClass,
  ValidatingWebhookConfiguration,
} from '@kubevirt-ts/kube';
import { ageColumn, type ColumnRow, nameColumn } from './column.ts';
import { age } from './human-duration.ts';

/** The columns of leases. */
export const leaseColumns: readonly ColumnRow<Lease>[] = [
  nameColumn,
  { name: 'Holder', about: '.spec.holderIdentity', cell: ({ spec }) => spec?.holderIdentity ?? '' },
  ageColumn,
];

/** The columns of priority classes. */
export const priorityClassColumns: readonly ColumnRow<PriorityClass>[] = [
  nameColumn,
  { name: 'Value', type: 'integer', about: '.value', cell: (one) => one.value },
  { name: 'Global-Default', type: 'boolean', about: '.globalDefault', cell: (one) => one.globalDefault ?? false },
  ageColumn,
  { name: 'PreemptionPolicy', about: '.preemptionPolicy', cell: (one) => one.preemptionPolicy ?? '' },
];

/** The columns of storage classes. */
export const storageClassColumns: readonly ColumnRow<StorageClass>[] = [
  { ...nameColumn, cell: (one) => `${one.metadata?.name ?? ''}${isDefaultClass(one) ? ' (default)' : ''}` },
  { name: 'Provisioner', about: '.provisioner', cell: (one) => one.provisioner },
  { name: 'ReclaimPolicy', about: '.reclaimPolicy', cell: (one) => one.reclaimPolicy ?? 'Delete' },
  { name: 'VolumeBindingMode', about: '.volumeBindingMode', cell: (one) => one.volumeBindingMode ?? 'Immediate' },
  { name: 'AllowVolumeExpansion', about: '.allowVolumeExpansion', cell: (one) => one.allowVolumeExpansion ?? false },
  ageColumn,
];

/** Whether claims that name no class get this one. */
export function isDefaultClass(one: Pick<StorageClass, 'metadata'>): boolean {
  const annotations = one.metadata?.annotations ?? {};
  return ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
    (name) => annotations[name] === 'true',
  );
}

type Binding = RoleBinding | ClusterRoleBinding;

function bindingColumns(where: string): readonly ColumnRow<Binding>[] {
  const names = (binding: Binding, kind: string) =>
    (binding.subjects ?? [])
      .filter((subject) => subject.kind === kind)
      .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name))
      .join(', ');
  const kinds = [
    ['Users', 'User'],
    ['Groups', 'Group'],
    ['ServiceAccounts', 'ServiceAccount'],
  ] as const;
  return [
    nameColumn,
    { name: 'Role', about: '.roleRef', cell: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}` },
    ageColumn,
    ...kinds.map(([name, kind]) => ({
      name,
      about: `${name} in the ${where}`,
      isWide: true,
      cell: (binding: Binding) => names(binding, kind),
    })),
  ];
}

/** The columns of role bindings. */
export const roleBindingColumns = bindingColumns('roleBinding');
/** The columns of cluster role bindings. */
export const clusterRoleBindingColumns = bindingColumns('clusterRoleBinding');

/** The columns of webhook configurations. */
export const webhookColumns: readonly ColumnRow<MutatingWebhookConfiguration | ValidatingWebhookConfiguration>[] = [
  nameColumn,
  {
    name: 'Webhooks',
    type: 'integer',
    about: 'Webhooks indicates the number of webhooks registered in this configuration',
    cell: (configuration) => configuration.webhooks?.length ?? 0,
  },
  ageColumn,
];

/** The columns of API services. */
export const apiServiceColumns: readonly ColumnRow<APIService>[] = [
  nameColumn,
  {
    name: 'Service',
    about: 'The reference to the service that hosts this API endpoint.',
    cell: ({ spec }) => (spec?.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local'),
  },
  { name: 'Available', about: 'Whether this service is available.', cell: availability },
  ageColumn,
];

function availability({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available');
  if (!condition) return 'Unknown';
  return condition.status !== 'True' && condition.reason
    ? `${condition.status} (${condition.reason})`
    : condition.status;
}

/** The columns of events. */
export const eventColumns: readonly ColumnRow<CoreEvent>[] = [
  { name: 'Last Seen', about: '.lastTimestamp', cell: lastSeen },
  { name: 'Type', about: '.type', cell: (event) => event.type ?? '' },
  { name: 'Reason', about: '.reason', cell: (event) => event.reason ?? '' },
  { name: 'Object', about: '.involvedObject', cell: eventObject },
  {
    name: 'Subobject',
    about: '.involvedObject.fieldPath',
    isWide: true,
    cell: (event) => event.involvedObject.fieldPath ?? '',
  },
  { name: 'Source', about: '.source', isWide: true, cell: eventSource },
  { name: 'Message', about: '.message', cell: (event) => (event.message ?? '').trim() },
  { name: 'First Seen', about: '.firstTimestamp', isWide: true, cell: firstSeen },
  { name: 'Count', about: '.count', isWide: true, cell: (event) => event.series?.count ?? (event.count || 1) },
  { ...nameColumn, isWide: true },
];

function firstSeen(event: CoreEvent, now: Date): string {
  return age(event.firstTimestamp || event.eventTime, now);
}

function lastSeen(event: CoreEvent, now: Date): string {
  if (event.series) return age(event.series.lastObservedTime, now);
  return event.lastTimestamp ? age(event.lastTimestamp, now) : firstSeen(event, now);
}

function eventObject({ involvedObject }: CoreEvent): string {
  const kind = (involvedObject.kind ?? '').toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

function eventSource({ source, reportingComponent, reportingInstance }: CoreEvent): string {
  const parts = [source?.component || reportingComponent || '', source?.host || reportingInstance || ''];
  return parts.filter(Boolean).join(', ');
}
