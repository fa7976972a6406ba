// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { SpecCheck, SpecView } from '../spec-view.ts';
import { accessCredentialFaults } from './access-credentials.ts';
import { bootOrderFaults } from './boot-order.ts';
import { cpuFaults } from './cpu.ts';
import { diskVolumeFaults } from './disk-volumes.ts';
import { diskFaults } from './disks.ts';
import { machineFaults } from './firmware.ts';
import { gateFaults } from './gates.ts';
import { interfaceFaults } from './interfaces.ts';
import { lifeFaults } from './life.ts';
import { networkFaults } from './networks.ts';
import { notOfferedFaults } from './not-offered.ts';
import { peripheralFaults } from './peripherals.ts';
import { placementFaults } from './placement.ts';
import { probeFaults } from './probes.ts';
import { resourceFaults } from './resources.ts';
import { volumeFaults } from './volumes.ts';

/** Every family of checks over a VMI's spec, in the order their faults are told. */
const families: readonly SpecCheck[] = [
  lifeFaults,
  placementFaults,
  resourceFaults,
  machineFaults,
  cpuFaults,
  networkFaults,
  interfaceFaults,
  diskFaults,
  bootOrderFaults,
  diskVolumeFaults,
  volumeFaults,
  peripheralFaults,
  probeFaults,
  accessCredentialFaults,
  gateFaults,
];

/** Everything that is wrong with a VMI's spec, wherever it stands; what a closed gate refuses is told once. */
export const specFaults: SpecCheck = (view: SpecView) => {
  const told = families.flatMap((find) => find(view));
  const fields = new Set(told.map(({ field }) => field));
  return [...told, ...notOfferedFaults(view).filter(({ field }) => !fields.has(field))];
};
