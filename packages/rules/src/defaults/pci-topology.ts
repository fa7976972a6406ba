// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ObjectMeta, VirtualMachineInstanceSpec } from '@kubevirt-ts/api';
import { annotations } from '@kubevirt-ts/api';

const isPcie = (spec: VirtualMachineInstanceSpec): boolean => {
  const type = spec.domain?.machine?.type;
  return (
    ['amd64', 'arm64', ''].includes(spec.architecture ?? '') &&
    (type === undefined || type.includes('q35') || type.startsWith('virt'))
  );
};

/** Metadata that names the layout of the guest's PCI slots, so that a later layout does not move its devices. */
export const withPciTopology = (
  metadata: ObjectMeta | undefined,
  spec: VirtualMachineInstanceSpec,
): ObjectMeta | undefined =>
  !isPcie(spec) || metadata?.annotations?.[annotations.pciTopologyVersion] !== undefined
    ? metadata
    : { ...metadata, annotations: { ...metadata?.annotations, [annotations.pciTopologyVersion]: 'v3' } };
