// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type ControllerRevision,
  controllerOf,
  type DaemonSet,
  type Deployment,
  type Job,
  type PodDisruptionBudget,
  type ReplicaSet,
} from '@kubevirt-ts/kube';
import { ageColumn, type ColumnRow, labelsText, nameColumn, templateColumns } from './column.ts';
import { humanDuration } from './human-duration.ts';

/** The columns of deployments. */
export const deploymentColumns: readonly ColumnRow<Deployment>[] = [
  nameColumn,
  {
    name: 'Ready',
    about: 'Number of the pod with ready state',
    cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
  },
  { name: 'Up-to-date', about: '.status.updatedReplicas', cell: ({ status }) => status?.updatedReplicas ?? 0 },
  { name: 'Available', about: '.status.availableReplicas', cell: ({ status }) => status?.availableReplicas ?? 0 },
  ageColumn,
  ...templateColumns,
];

/** The columns of replica sets. */
export const replicaSetColumns: readonly ColumnRow<ReplicaSet>[] = [
  nameColumn,
  { name: 'Desired', type: 'integer', about: '.spec.replicas', cell: ({ spec }) => spec?.replicas ?? 0 },
  { name: 'Current', type: 'integer', about: '.status.replicas', cell: ({ status }) => status?.replicas ?? 0 },
  { name: 'Ready', type: 'integer', about: '.status.readyReplicas', cell: ({ status }) => status?.readyReplicas ?? 0 },
  ageColumn,
  ...templateColumns,
];

function daemonCount(name: string, field: keyof NonNullable<DaemonSet['status']>): ColumnRow<DaemonSet> {
  return { name, type: 'integer', about: `.status.${field}`, cell: ({ status }) => status?.[field] ?? 0 };
}

/** The columns of daemon sets. */
export const daemonSetColumns: readonly ColumnRow<DaemonSet>[] = [
  nameColumn,
  daemonCount('Desired', 'desiredNumberScheduled'),
  daemonCount('Current', 'currentNumberScheduled'),
  daemonCount('Ready', 'numberReady'),
  daemonCount('Up-to-date', 'updatedNumberScheduled'),
  daemonCount('Available', 'numberAvailable'),
  {
    name: 'Node Selector',
    about: '.spec.template.spec.nodeSelector',
    cell: ({ spec }) => labelsText(spec?.template.spec?.nodeSelector),
  },
  ageColumn,
  ...templateColumns,
];

/** The columns of controller revisions. */
export const controllerRevisionColumns: readonly ColumnRow<ControllerRevision>[] = [
  nameColumn,
  { name: 'Controller', about: 'Controller of the object', cell: controllerText },
  { name: 'Revision', about: '.revision', cell: (revision) => revision.revision },
  ageColumn,
];

function controllerText(revision: ControllerRevision): string {
  const owner = controllerOf(revision);
  if (!owner) return '<none>';
  const group = owner.apiVersion.includes('/') ? owner.apiVersion.split('/')[0] : '';
  return `${owner.kind.toLowerCase()}${group ? `.${group}` : ''}/${owner.name}`;
}

/** The columns of jobs. */
export const jobColumns: readonly ColumnRow<Job>[] = [
  nameColumn,
  { name: 'Status', about: 'Status of the job.', cell: jobStatus },
  { name: 'Completions', about: '.status.succeeded', cell: jobCompletions },
  { name: 'Duration', about: 'Time required to complete the job.', cell: jobDuration },
  ageColumn,
  ...templateColumns,
];

function jobStatus(job: Job): string {
  const is = (type: string) => job.status?.conditions?.find((c) => c.type === type)?.status === 'True';
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp) return 'Terminating';
  if (is('Suspended')) return 'Suspended';
  return is('FailureTarget') ? 'FailureTarget' : 'Running';
}

function jobCompletions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, now: Date): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now.getTime();
  return humanDuration(end - Date.parse(status.startTime));
}

/** The columns of pod disruption budgets. */
export const podDisruptionBudgetColumns: readonly ColumnRow<PodDisruptionBudget>[] = [
  nameColumn,
  {
    name: 'Min Available',
    about: 'The minimum number of pods that must be available.',
    cell: ({ spec }) => String(spec?.minAvailable ?? 'N/A'),
  },
  {
    name: 'Max Unavailable',
    about: 'The maximum number of pods that may be unavailable.',
    cell: ({ spec }) => String(spec?.maxUnavailable ?? 'N/A'),
  },
  {
    name: 'Allowed Disruptions',
    type: 'integer',
    about: 'Calculated number of pods that may be disrupted at this time.',
    cell: ({ status }) => status?.disruptionsAllowed ?? 0,
  },
  ageColumn,
];
