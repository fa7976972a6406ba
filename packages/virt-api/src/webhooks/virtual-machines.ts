// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { VirtualMachine } from '@kubevirt-ts/api';
import { type Answer, admitVirtualMachine, admitVirtualMachineStatus, judge } from '@kubevirt-ts/rules/admission';
import { withVmDefaults } from '@kubevirt-ts/rules/defaults';
import { byNamespace } from '../world.ts';
import { buildFaults } from './build-faults.ts';
import { jsonDiff } from './json-diff.ts';
import { accessFaults } from './named-object-access.ts';
import { hookFor, hookForTemplate } from './review.ts';

/** Gives a VM its defaults; one that is going is left alone. */
export const mutateVirtualMachine = hookForTemplate(
  hookFor<VirtualMachine>(VirtualMachine, ({ object, operation }, world) => {
    if (object.metadata?.deletionTimestamp) return { allowed: true };
    const input = { config: world.config(), operation, uuid: world.uuid(), serial: world.uuid() };
    return { allowed: true, patch: jsonDiff(object, withVmDefaults(object, input)) };
  }),
);

/** Judges a VM, and whether its author may use what it names. */
export const validateVirtualMachine = hookForTemplate(
  hookFor<VirtualMachine>(
    VirtualMachine,
    async ({ object, old, operation, account, request }, world): Promise<Answer> => {
      const answer = admitVirtualMachine(
        { object, old, operation, isOurs: account !== undefined },
        { config: world.config(), presets: world.caches.presets.by(byNamespace, request.namespace ?? '') },
      );
      if (!answer.allowed || account !== undefined || object.metadata?.deletionTimestamp) return answer;
      const path = 'spec.template.spec';
      const specs = { spec: object.spec?.template?.spec, old: old?.spec?.template?.spec, path };
      const unbuildable = buildFaults(specs);
      if (unbuildable.length > 0) return judge(unbuildable);
      const faults = await accessFaults(specs, request, world);
      return faults.length > 0 ? judge(faults) : answer;
    },
  ),
);

/** Judges the status of a VM, which only KubeVirt and administrators write. */
export const validateVirtualMachineStatus = hookFor<VirtualMachine>(
  VirtualMachine,
  ({ object, old, operation, account }) =>
    admitVirtualMachineStatus({ object, old, operation, isOurs: account !== undefined }),
);
