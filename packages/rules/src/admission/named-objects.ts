// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstanceSpec } from '@kubevirt-ts/api';

/** An object of the namespace that a VMI brings into its guest, and the field that names it. */
export interface NamedObject {
  resource: 'secrets' | 'configmaps' | 'serviceaccounts';
  name: string;
  field: string;
}

/**
 * Every secret, config map and service account whose content or token a VMI's guest would see.
 * CVE-2020-1701: whoever could create a VM read any secret of the namespace through it.
 */
export const namedObjects = (spec: VirtualMachineInstanceSpec, path: string): NamedObject[] => {
  const found: NamedObject[] = [];
  const add = (resource: NamedObject['resource'], name: string | undefined, field: string): void => {
    if (name) found.push({ resource, name, field: `${path}.${field}` });
  };
  add('serviceaccounts', spec.serviceAccountName, 'serviceAccountName');
  for (const [index, volume] of (spec.volumes ?? []).entries()) {
    const at = `volumes[${index}]`;
    for (const source of ['cloudInitNoCloud', 'cloudInitConfigDrive'] as const) {
      add('secrets', volume[source]?.secretRef?.name, `${at}.${source}.secretRef`);
      add('secrets', volume[source]?.networkDataSecretRef?.name, `${at}.${source}.networkDataSecretRef`);
    }
    add('secrets', volume.secret?.secretName, `${at}.secret.secretName`);
    add('secrets', volume.sysprep?.secret?.name, `${at}.sysprep.secret`);
    add('configmaps', volume.configMap?.name, `${at}.configMap.name`);
    add('configmaps', volume.sysprep?.configMap?.name, `${at}.sysprep.configMap`);
    add('serviceaccounts', volume.serviceAccount?.serviceAccountName, `${at}.serviceAccount.serviceAccountName`);
  }
  for (const [index, { sshPublicKey, userPassword }] of (spec.accessCredentials ?? []).entries()) {
    const at = `accessCredentials[${index}]`;
    add('secrets', sshPublicKey?.source?.secret?.secretName, `${at}.sshPublicKey.source.secret`);
    add('secrets', userPassword?.source?.secret?.secretName, `${at}.userPassword.source.secret`);
  }
  return found;
};
