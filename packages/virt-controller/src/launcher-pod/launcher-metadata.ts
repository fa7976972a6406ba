// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import { annotations, labels, labelValues, type VirtualMachineInstance } from '@kubevirt-ts/api';
import type { ObjectMeta } from '@kubevirt-ts/kube';
import { guestHostname } from '@kubevirt-ts/machine';

const labelLength = 63;
const hashLength = 8;

/** A VMI's name as the value of a label: as it is, or cut and made unique again by a hash where it is too long. */
export function vmiId(name: string): string {
  if (name.length <= labelLength) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength);
  return `${name.slice(0, labelLength - hashLength - 1)}-${hash}`;
}

const leftOut = (name: string): boolean =>
  name.startsWith('kubectl.kubernetes.io') ||
  name.startsWith(annotations.latestObservedApiVersion) ||
  name.startsWith(annotations.storageObservedApiVersion);

/** The annotations of a VMI that mean something to others than kubectl and the API server. */
export function copiedAnnotations({ metadata }: VirtualMachineInstance): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata?.annotations ?? {}).filter(([name]) => !leftOut(name)));
}

/**
 * The metadata of a launcher pod.
 * @upstream every label of the VMI is the pod's too, ours win; the same for annotations
 * @differs no backup hooks: there is no program in the pod that could freeze the guest
 */
export function launcherMetadata(vmi: VirtualMachineInstance, overheadBytes: number | undefined): ObjectMeta {
  const { name = '', namespace, uid = '' } = vmi.metadata ?? {};
  return {
    generateName: `virt-launcher-${name}-`,
    namespace,
    labels: {
      ...vmi.metadata?.labels,
      [labels.appLabel]: labelValues.launcher,
      [labels.createdBy]: uid,
      [labels.vmName]: guestHostname(vmi),
      [labels.vmiId]: vmiId(name),
    },
    annotations: {
      ...copiedAnnotations(vmi),
      [annotations.domain]: name,
      [annotations.defaultContainer]: 'compute',
      [annotations.migrationTransportUnix]: 'true',
      [annotations.deschedulerRequestEvictOnly]: '',
      ...(overheadBytes === undefined ? {} : { [annotations.memoryOverheadBytes]: String(overheadBytes) }),
    },
    ownerReferences: [
      {
        apiVersion: vmi.apiVersion ?? 'kubevirt.io/v1',
        kind: 'VirtualMachineInstance',
        name,
        uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  };
}
