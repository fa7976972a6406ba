// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks that configure the guest on its first boot.

import { LocalObjectReference } from '../core/references.ts';
import { type Infer, object, ref, string } from '../schema.ts';

export const CloudInitNoCloudSource = object('Cloud-init data as a disk labelled cidata.', {
  userData: string('User data as text, at most 2048 bytes; larger data belongs in secretRef.'),
  userDataBase64: string('User data, base64.'),
  secretRef: ref<LocalObjectReference>(LocalObjectReference, 'Secret whose key userdata holds the user data.'),
  networkData: string('Network configuration as text, at most 2048 bytes.'),
  networkDataBase64: string('Network configuration, base64.'),
  networkDataSecretRef: ref<LocalObjectReference>(
    LocalObjectReference,
    'Secret whose key networkdata holds the network configuration.',
  ),
});
export interface CloudInitNoCloudSource extends Infer<typeof CloudInitNoCloudSource> {}

export const CloudInitConfigDriveSource = object(
  'Cloud-init data as a disk labelled config-2, in the form of OpenStack.',
  {
    userData: string('User data as text, at most 2048 bytes; larger data belongs in secretRef.'),
    userDataBase64: string('User data, base64.'),
    secretRef: ref<LocalObjectReference>(LocalObjectReference, 'Secret whose key userdata holds the user data.'),
    networkData: string('Network configuration as text, at most 2048 bytes.'),
    networkDataBase64: string('Network configuration, base64.'),
    networkDataSecretRef: ref<LocalObjectReference>(
      LocalObjectReference,
      'Secret whose key networkdata holds the network configuration.',
    ),
  },
);
export interface CloudInitConfigDriveSource extends Infer<typeof CloudInitConfigDriveSource> {}

export const SysprepSource = object('Answers for Windows setup as a CD-ROM; either of the two.', {
  secret: ref<LocalObjectReference>(LocalObjectReference, 'Secret with the answer files.'),
  configMap: ref<LocalObjectReference>(LocalObjectReference, 'Config map with the answer files.'),
});
export interface SysprepSource extends Infer<typeof SysprepSource> {}
