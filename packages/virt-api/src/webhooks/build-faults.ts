// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { isDeepStrictEqual } from 'node:util';
import type { VirtualMachineInstanceSpec } from '@kubevirt-ts/api';
import { unsupported } from '@kubevirt-ts/machine';
import type { Cause } from '@kubevirt-ts/rules/admission';

/** Memory may come later, from a preset; that there is none at all is another rule's matter. */
const memory = 'spec.domain.memory.guest';

/**
 * What of a new or changed spec no machine can be built from; the VM would only fail in its pod.
 * @differs KubeVirt builds some of it, and what it does not is found out by libvirt
 */
export const buildFaults = (specs: {
  spec?: VirtualMachineInstanceSpec;
  old?: VirtualMachineInstanceSpec;
  path: string;
}): Cause[] => {
  const { spec, old, path } = specs;
  if (!spec || (old && isDeepStrictEqual(spec, old))) return [];
  return unsupported({ spec })
    .filter(({ field }) => field !== memory)
    .map(({ reason, message, field }) => ({
      reason: reason === 'FeatureNotSupported' ? 'FieldValueNotSupported' : 'FieldValueInvalid',
      message,
      field: path + field.slice('spec'.length),
    }));
};
