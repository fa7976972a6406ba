// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Disks that configure the guest on its first boot.

import { LocalObjectReference } from '../core/references.ts';
import { type Infer, object, ref, string } from '../schema.ts';

export const CloudInitNoCloudSource = object('Cloud init no cloud source.', {
  networkData: string('Network data.'),
  networkDataBase64: string('Network data base64.'),
  networkDataSecretRef: ref<LocalObjectReference>(LocalObjectReference, 'Network data secret ref.'),
  secretRef: ref<LocalObjectReference>(LocalObjectReference, 'Secret ref.'),
  userData: string('User data.'),
  userDataBase64: string('User data base64.'),
});
export interface CloudInitNoCloudSource extends Infer<typeof CloudInitNoCloudSource> {}

export const CloudInitConfigDriveSource = object('Cloud init config drive source.', {
  networkData: string('Network data.'),
  networkDataBase64: string('Network data base64.'),
  networkDataSecretRef: ref<LocalObjectReference>(LocalObjectReference, 'Network data secret ref.'),
  secretRef: ref<LocalObjectReference>(LocalObjectReference, 'Secret ref.'),
  userData: string('User data.'),
  userDataBase64: string('User data base64.'),
});
export interface CloudInitConfigDriveSource extends Infer<typeof CloudInitConfigDriveSource> {}

export const SysprepSource = object('Sysprep source.', {
  configMap: ref<LocalObjectReference>(LocalObjectReference, 'Config map.'),
  secret: ref<LocalObjectReference>(LocalObjectReference, 'Secret.'),
});
export interface SysprepSource extends Infer<typeof SysprepSource> {}
