// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import type { VirtualMachineSpec } from '@kubevirt-ts/api';
import { templateSpec } from './instance-from-vm.ts';

/** Why a running VM has to be restarted to be what its spec says, in KubeVirt's words. */
export const restartRequiredMessage = 'a non-live-updatable field was changed in the template spec';

const comparable = (spec: VirtualMachineSpec): unknown => {
  const { domain, ...rest } = templateSpec(spec);
  const { uuid: _uuid, ...firmware } = domain.firmware ?? {};
  return JSON.parse(JSON.stringify({ ...rest, domain: { ...domain, firmware } }));
};

/**
 * Whether the template asks for another guest than the one that was started from `started`.
 * @differs no field is applied to a running guest yet, so that every change of the template asks for a restart
 */
export const needsRestart = (started: VirtualMachineSpec, current: VirtualMachineSpec): boolean =>
  !isDeepStrictEqual(comparable(started), comparable(current));
