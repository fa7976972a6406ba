// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** API groups of KubeVirt and of the APIs its objects refer to. */
export const groups = {
  core: 'kubevirt.io',
  subresources: 'subresources.kubevirt.io',
  instancetype: 'instancetype.kubevirt.io',
  migrations: 'migrations.kubevirt.io',
  snapshot: 'snapshot.kubevirt.io',
  pool: 'pool.kubevirt.io',
  export: 'export.kubevirt.io',
  clone: 'clone.kubevirt.io',
  backup: 'backup.kubevirt.io',
  plugin: 'plugin.kubevirt.io',
  cdi: 'cdi.kubevirt.io',
} as const;

/** The version objects are stored in, and the older one that is still served. */
export const versions = { storage: 'v1', deprecated: 'v1alpha3' } as const;

/** apiVersion of the six core kinds. */
export const apiVersion = 'kubevirt.io/v1';
