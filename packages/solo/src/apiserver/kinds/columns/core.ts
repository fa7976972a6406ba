// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type {
  ConfigMap,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Secret,
  ServiceAccount,
} from '@kubevirt-ts/kube';
import { ageColumn, type ColumnRow, nameColumn } from './column.ts';

/** The columns of namespaces. */
export const namespaceColumns: readonly ColumnRow<Namespace>[] = [
  nameColumn,
  { name: 'Status', about: 'The status of the namespace', cell: (namespace) => namespace.status?.phase ?? '' },
  ageColumn,
];

/** The columns of nodes. */
export const nodeColumns: readonly ColumnRow<Node>[] = [
  nameColumn,
  { name: 'Status', about: 'The status of the node', cell: nodeStatus },
  { name: 'Roles', about: 'The roles of the node', cell: (node) => nodeRoles(node).join(',') || '<none>' },
  ageColumn,
  {
    name: 'Version',
    about: '.status.nodeInfo.kubeletVersion',
    cell: (node) => node.status?.nodeInfo?.kubeletVersion ?? '',
  },
  { name: 'Internal-IP', about: '.status.addresses', isWide: true, cell: (node) => address(node, 'InternalIP') },
  { name: 'External-IP', about: '.status.addresses', isWide: true, cell: (node) => address(node, 'ExternalIP') },
  {
    name: 'OS-Image',
    about: '.status.nodeInfo.osImage',
    isWide: true,
    cell: (node) => node.status?.nodeInfo?.osImage || '<unknown>',
  },
  {
    name: 'Kernel-Version',
    about: '.status.nodeInfo.kernelVersion',
    isWide: true,
    cell: (node) => node.status?.nodeInfo?.kernelVersion || '<unknown>',
  },
  {
    name: 'Container-Runtime',
    about: '.status.nodeInfo.containerRuntimeVersion',
    isWide: true,
    cell: (node) => node.status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
  },
];

function nodeStatus(node: Node): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable ? `${status},SchedulingDisabled` : status;
}

function nodeRoles(node: Node): string[] {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(node.metadata?.labels ?? {}).map(([key, value]) =>
    key.startsWith(prefix) ? key.slice(prefix.length) : key === 'kubernetes.io/role' ? value : '',
  );
  return [...new Set(roles.filter(Boolean))].sort();
}

function address(node: Node, type: string): string {
  return node.status?.addresses?.find((one) => one.type === type)?.address ?? '<none>';
}

/** The columns of config maps. */
export const configMapColumns: readonly ColumnRow<ConfigMap>[] = [
  nameColumn,
  {
    name: 'Data',
    about: '.data',
    cell: (map) => Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
  },
  ageColumn,
];

/** The columns of secrets. */
export const secretColumns: readonly ColumnRow<Secret>[] = [
  nameColumn,
  { name: 'Type', about: '.type', cell: (secret) => secret.type ?? '' },
  { name: 'Data', about: '.data', cell: (secret) => Object.keys(secret.data ?? {}).length },
  ageColumn,
];

/** The columns of service accounts. */
export const serviceAccountColumns: readonly ColumnRow<ServiceAccount>[] = [
  nameColumn,
  { name: 'Secrets', about: '.secrets', cell: (account) => account.secrets?.length ?? 0 },
  ageColumn,
];

const accessModeLetters: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function accessModes(modes: readonly string[] | undefined): string {
  return Object.keys(accessModeLetters)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => accessModeLetters[mode])
    .join(',');
}

const betaClass = 'volume.beta.kubernetes.io/storage-class';

/** The columns of persistent volumes. */
export const persistentVolumeColumns: readonly ColumnRow<PersistentVolume>[] = [
  nameColumn,
  { name: 'Capacity', about: '.spec.capacity', cell: (volume) => volume.spec?.capacity?.storage ?? '0' },
  { name: 'Access Modes', about: '.spec.accessModes', cell: (volume) => accessModes(volume.spec?.accessModes) },
  {
    name: 'Reclaim Policy',
    about: '.spec.persistentVolumeReclaimPolicy',
    cell: (volume) => volume.spec?.persistentVolumeReclaimPolicy ?? '',
  },
  {
    name: 'Status',
    about: '.status.phase',
    cell: (volume) => (volume.metadata?.deletionTimestamp ? 'Terminating' : (volume.status?.phase ?? '')),
  },
  {
    name: 'Claim',
    about: '.spec.claimRef',
    cell: ({ spec }) => (spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''),
  },
  {
    name: 'StorageClass',
    about: 'StorageClass of the pv',
    cell: (volume) => volume.metadata?.annotations?.[betaClass] ?? volume.spec?.storageClassName ?? '',
  },
  {
    name: 'VolumeAttributesClass',
    about: 'VolumeAttributesClass of the pv',
    cell: (volume) => volume.spec?.volumeAttributesClassName ?? '<unset>',
  },
  { name: 'Reason', about: '.status.reason', cell: (volume) => volume.status?.reason ?? '' },
  ageColumn,
  {
    name: 'VolumeMode',
    about: '.spec.volumeMode',
    isWide: true,
    cell: (volume) => volume.spec?.volumeMode ?? '<unset>',
  },
];

/** The columns of persistent volume claims. */
export const persistentVolumeClaimColumns: readonly ColumnRow<PersistentVolumeClaim>[] = [
  nameColumn,
  {
    name: 'Status',
    about: '.status.phase',
    cell: (claim) => (claim.metadata?.deletionTimestamp ? 'Terminating' : (claim.status?.phase ?? '')),
  },
  { name: 'Volume', about: '.spec.volumeName', cell: (claim) => claim.spec?.volumeName ?? '' },
  {
    name: 'Capacity',
    about: '.status.capacity',
    cell: (claim) => (claim.spec?.volumeName ? (claim.status?.capacity?.storage ?? '0') : ''),
  },
  {
    name: 'Access Modes',
    about: '.status.accessModes',
    cell: (claim) => (claim.spec?.volumeName ? accessModes(claim.status?.accessModes) : ''),
  },
  {
    name: 'StorageClass',
    about: 'StorageClass of the pvc',
    cell: (claim) => claim.metadata?.annotations?.[betaClass] ?? claim.spec?.storageClassName ?? '',
  },
  {
    name: 'VolumeAttributesClass',
    about: 'VolumeAttributesClass of the pvc',
    cell: (claim) => claim.spec?.volumeAttributesClassName ?? '<unset>',
  },
  ageColumn,
  { name: 'VolumeMode', about: '.spec.volumeMode', isWide: true, cell: (claim) => claim.spec?.volumeMode ?? '<unset>' },
];
