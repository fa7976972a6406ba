// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { claimsOf, isFinal } from '@kubevirt-ts/rules/virtual-machine-instance';
import type { World } from '../world.ts';
import { generationOf } from './instance.ts';
import type { Known } from './progress.ts';
import type { StartRevisions } from './revisions.ts';

const isUnbound = ({ caches }: World, vmi: VirtualMachineInstance): boolean =>
  claimsOf(vmi).some(({ claim }) => {
    const found = caches.persistentVolumeClaims.get(`${vmi.metadata?.namespace}/${claim}`);
    return found !== undefined && found.status?.phase !== 'Bound';
  });

/** Collects what the decision about one VM depends on. */
export const gather = async (
  world: World,
  revisions: StartRevisions,
  vm: VirtualMachine,
  vmi: VirtualMachineInstance | undefined,
): Promise<Known> => {
  const lives = vmi !== undefined && !isFinal(vmi.status?.phase);
  const changed = lives && generationOf(vmi) !== vm.metadata?.generation;
  return {
    vm,
    vmi,
    startedWith: changed ? await revisions.startedWith(vmi) : undefined,
    claimUnbound: lives && isUnbound(world, vmi),
    now: world.now(),
    random: world.random(),
  };
};
