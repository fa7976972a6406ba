// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import {
  annotations,
  finalizers,
  type VirtualMachine,
  type VirtualMachineInstance,
  type VirtualMachineInstanceSpec,
  type VirtualMachineSpec,
} from '@kubevirt-ts/api';

const uuidNamespace = '6a1a24a1-4061-4607-8bf4-a3963d0c5895';

/** What a VM's template asks of a guest, empty where it says nothing. */
export const templateSpec = (spec: VirtualMachineSpec): VirtualMachineInstanceSpec =>
  spec.template.spec ?? { domain: { devices: {} } };

/** The UUID (version 5) a guest has by its name alone, stable over restarts. */
export const firmwareUuid = (name: string): string => {
  const hash = createHash('sha1')
    .update(Buffer.from(uuidNamespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};

/** The name of the ControllerRevision that keeps the spec a VM was started with. */
export const startRevisionName = (vm: VirtualMachine): string =>
  `revision-start-vm-${vm.metadata?.uid}-${vm.metadata?.generation ?? 0}`;

const instanceSpec = (vm: VirtualMachine, paused: boolean): VirtualMachineInstanceSpec => {
  const spec = structuredClone(templateSpec(vm.spec));
  const devices = spec.domain.devices;
  if (devices?.autoattachInputDevice && !devices.inputs?.length) {
    devices.inputs = [{ name: 'default-0', type: 'tablet', bus: 'usb' }];
  }
  spec.domain.firmware = {
    ...spec.domain.firmware,
    uuid: spec.domain.firmware?.uuid || firmwareUuid(vm.metadata?.name ?? ''),
  };
  if (paused) spec.startStrategy = 'Paused';
  return spec;
};

/** The VMI that is one run of a VM: of its name, with the labels and annotations of its template, not its own. */
export const instanceFromVm = (vm: VirtualMachine, options: { paused: boolean }): VirtualMachineInstance => {
  const { name, namespace, uid, generation } = vm.metadata ?? {};
  const template = vm.spec.template.metadata;
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    metadata: {
      name,
      namespace,
      labels: { ...template?.labels },
      annotations: { ...template?.annotations, [annotations.vmGeneration]: String(generation ?? 0) },
      ownerReferences: [
        {
          apiVersion: 'kubevirt.io/v1',
          kind: 'VirtualMachine',
          name: name ?? '',
          uid: uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      finalizers: [finalizers.vm],
    },
    spec: instanceSpec(vm, options.paused),
    status: { virtualMachineRevisionName: startRevisionName(vm) },
  };
};
