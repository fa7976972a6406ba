// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import {
  apiVersion,
  type KubeVirt,
  type VirtualMachine,
  type VirtualMachineInstance,
  type VirtualMachineInstanceMigration,
  type VirtualMachineInstancePreset,
} from '@kubevirt-ts/api';
import { resource } from '@kubevirt-ts/kube';

/** The custom resources this program reads and writes. */
export const kinds = {
  kubevirts: resource<KubeVirt>(apiVersion, 'KubeVirt', 'kubevirts', true),
  vms: resource<VirtualMachine>(apiVersion, 'VirtualMachine', 'virtualmachines', true),
  vmis: resource<VirtualMachineInstance>(apiVersion, 'VirtualMachineInstance', 'virtualmachineinstances', true),
  migrations: resource<VirtualMachineInstanceMigration>(
    apiVersion,
    'VirtualMachineInstanceMigration',
    'virtualmachineinstancemigrations',
    true,
  ),
  presets: resource<VirtualMachineInstancePreset>(
    apiVersion,
    'VirtualMachineInstancePreset',
    'virtualmachineinstancepresets',
    true,
  ),
} as const;
