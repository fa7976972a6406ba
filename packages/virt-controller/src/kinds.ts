// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt, VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { resource } from '@kubevirt-ts/kube';

const group = 'kubevirt.io/v1';

/** The kinds of KubeVirt that virt-controller works on. */
export const kinds = {
  virtualMachines: resource<VirtualMachine>(group, 'VirtualMachine', 'virtualmachines', true),
  virtualMachineInstances: resource<VirtualMachineInstance>(
    group,
    'VirtualMachineInstance',
    'virtualmachineinstances',
    true,
  ),
  kubevirts: resource<KubeVirt>(group, 'KubeVirt', 'kubevirts', true),
} as const;
