// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstanceReplicaSet } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { isSame } from '../defaults/index.ts';
import { matchesSelector, selectorFault } from '../selector/index.ts';
import { type Answer, type Asked, allow, judge } from './answer.ts';
import { faults, invalid, missingTemplate } from './cause.ts';
import { specFaults } from './vmi/index.ts';
import { metadataFaults } from './vmi-metadata.ts';

/** @differs KubeVirt runs replica sets; here whoever makes one is told that nothing will come of it. */
const notRun = 'this version stores a VirtualMachineInstanceReplicaSet and starts no VirtualMachineInstance for it';

/** Whether a replica set may be created or changed; one that is being deleted always may. */
export const admitReplicaSet = (
  { object, old, isOurs }: Asked<VirtualMachineInstanceReplicaSet>,
  config: ClusterConfig,
): Answer => {
  if (object.metadata?.deletionTimestamp || (old && isSame(old.spec, object.spec))) return allow();
  const { template, selector } = object.spec;
  if (!template?.spec) return judge([missingTemplate]);
  const malformed = selectorFault(selector);
  return judge(
    faults(
      metadataFaults('spec.template.metadata', template.metadata, { config, isOurs }),
      specFaults({ path: 'spec.template.spec', spec: template.spec, config }),
      malformed !== undefined && invalid('spec.selector', malformed),
      malformed === undefined &&
        !matchesSelector(selector, template.metadata?.labels) &&
        invalid('spec.selector', 'selector does not match labels.'),
    ),
    [notRun],
  );
};
