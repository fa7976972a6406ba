// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { VirtualMachineInstance } from '@kubevirt-ts/api';
import {
  type Answer,
  admitVmiCreate,
  admitVmiUpdate,
  deny,
  judge,
  withoutForeignStatus,
} from '@kubevirt-ts/rules/admission';
import { withPresets, withVmiDefaults } from '@kubevirt-ts/rules/defaults';
import { byNamespace } from '../world.ts';
import { nodeOf } from './accounts.ts';
import { buildFaults } from './build-faults.ts';
import { jsonDiff } from './json-diff.ts';
import { accessFaults } from './named-object-access.ts';
import { hookFor } from './review.ts';

const presetWarning = 'kubevirt.io/v1 VirtualMachineInstancePresets is now deprecated and will be removed in v2.';

/** Gives a new VMI its presets and defaults, and takes other people's status out of an update. */
export const mutateInstance = hookFor<VirtualMachineInstance>(
  VirtualMachineInstance,
  ({ object, old, operation, account, request }, world) => {
    if (operation === 'UPDATE' && old)
      return {
        allowed: true,
        patch: account === undefined ? jsonDiff(object, withoutForeignStatus(object, old)) : [],
      };
    const outcome = withPresets(object, world.caches.presets.by(byNamespace, request.namespace ?? ''));
    if ('conflict' in outcome) return deny(422, outcome.conflict, 'Invalid');
    const input = { config: world.config(), uuid: world.uuid(), now: world.now(), isOurs: account !== undefined };
    return {
      allowed: true,
      patch: jsonDiff(object, withVmiDefaults(outcome.vmi, input)),
      warnings: outcome.applied.length > 0 ? [presetWarning] : [],
    };
  },
);

/** Judges a new VMI, and whether its author may use what it names. */
export const validateInstanceCreate = hookFor<VirtualMachineInstance>(
  VirtualMachineInstance,
  async ({ object, account, request }, world): Promise<Answer> => {
    const answer = admitVmiCreate({ object, isOurs: account !== undefined }, world.config());
    if (!answer.allowed) return answer;
    const specs = { spec: object.spec, path: 'spec' };
    const unbuildable = buildFaults(specs);
    if (unbuildable.length > 0) return judge(unbuildable);
    if (account !== undefined) return answer;
    const faults = await accessFaults(specs, request, world);
    return faults.length > 0 ? judge(faults) : answer;
  },
);

/** Judges a change to a VMI. */
export const validateInstanceUpdate = hookFor<VirtualMachineInstance>(
  VirtualMachineInstance,
  ({ object, old, account, request }, world) =>
    admitVmiUpdate(
      {
        object,
        old: old ?? object,
        account,
        node: nodeOf(request.userInfo),
        tokensNameNodes: world.tokensNameNodes,
      },
      world.config(),
    ),
);
