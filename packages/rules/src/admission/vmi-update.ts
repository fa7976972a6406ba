// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { isSame } from '../defaults/index.ts';
import { quantityValue } from '../quantity/index.ts';
import { type Answer, judge } from './answer.ts';
import { type Cause, type Finding, faults, forbidden, invalid, unsupported } from './cause.ts';
import { hotplugStorageFaults } from './hotplug-storage.ts';
import { reservedLabels } from './vmi-metadata.ts';

/** A change to a VMI and who makes it. */
export interface VmiUpdate {
  object: VirtualMachineInstance;
  old: VirtualMachineInstance;
  /** Which of KubeVirt's service accounts asks, or nothing for everybody else. */
  account?: 'api' | 'controller' | 'handler';
  /** The node whose virt-handler asks, when its token says so. */
  node?: string;
  /** Whether the API server puts node names into tokens (1.30 and later), so that one without is refused. */
  tokensNameNodes: boolean;
}

const otherNodes = ({ object, old, node, tokensNameNodes }: VmiUpdate): Finding => {
  if (node === undefined)
    return tokensNameNodes && invalid('', 'Node restriction failed, virt-handler service account is missing node name');
  const target = old.status?.migrationState?.targetNode || undefined;
  return faults(
    node !== old.status?.nodeName &&
      node !== target &&
      invalid('', 'Node restriction, virt-handler is only allowed to modify VMIs it owns'),
    !target &&
      !!object.status?.migrationState?.targetNode &&
      invalid('status.migrationState.targetNode', 'Node restriction, virt-handler is not allowed to set target node'),
  );
};

/** The parts of a VMI that say where it runs; a stolen virt-handler token must not move it (CVE-2025-64436). */
const placementOf = ({ metadata, status }: VirtualMachineInstance): Record<string, unknown> => ({
  'metadata.labels': reservedLabels(metadata?.labels),
  'metadata.ownerReferences': metadata?.ownerReferences,
  'status.nodeName': status?.nodeName,
  'status.activePods': status?.activePods,
  'status.evacuationNodeName': status?.evacuationNodeName,
});

const placementMoved = ({ object, old }: VmiUpdate): Cause[] => {
  const [before, after] = [placementOf(old), placementOf(object)];
  return faults(
    Object.keys(before)
      .filter((field) => !isSame(before[field], after[field]))
      .map((field) => forbidden(field, `virt-handler is not allowed to change ${field}`)),
    !isSame(object.spec, old.spec) && forbidden('spec', 'virt-handler is not allowed to change spec'),
  );
};

const liveFieldFaults = ({ object, old }: VmiUpdate): Cause[] => {
  const [before, after] = [old.spec.domain, object.spec.domain];
  const [oldMax, newMax] = [before.memory?.maxGuest, after.memory?.maxGuest];
  return faults(
    before.cpu?.maxSockets !== after.cpu?.maxSockets &&
      invalid('spec.domain.cpu.maxSockets', 'CPU topology maxSockets changed'),
    oldMax !== undefined &&
      newMax !== undefined &&
      quantityValue(oldMax) !== quantityValue(newMax) &&
      invalid('spec.domain.memory.maxGuest', 'Memory maxGuest changed'),
  );
};

const specMoved = (update: VmiUpdate, config: ClusterConfig): Finding => {
  const { object, old, account } = update;
  if (isSame(object.spec, old.spec)) return;
  if (account === undefined) return unsupported('spec', 'update of VMI object is restricted');
  return faults(liveFieldFaults(update), hotplugStorageFaults(update, config));
};

const reservedLabelsMoved = ({ object, old }: VmiUpdate): Finding =>
  !isSame(reservedLabels(object.metadata?.labels), reservedLabels(old.metadata?.labels)) &&
  unsupported(
    'metadata.labels',
    'modification of the following reserved kubevirt.io/ labels on a VMI object is prohibited',
  );

/**
 * Whether a VMI may be changed: its spec by KubeVirt only, and by virt-handler only the status of VMIs on its node.
 * @differs virt-handler may not change where a VMI runs, which KubeVirt lets it
 */
export const admitVmiUpdate = (update: VmiUpdate, config: ClusterConfig): Answer => {
  const isHandler = update.account === 'handler';
  return judge(
    faults(
      isHandler && config.isEnabled('NodeRestriction') && otherNodes(update),
      isHandler ? placementMoved(update) : specMoved(update, config),
      update.account === undefined && reservedLabelsMoved(update),
    ),
  );
};

/**
 * The VMI that is stored when somebody else than KubeVirt changed its status: the change of status is left out.
 * @upstream without an error, because kubectl and others send whole objects back
 */
export const withoutForeignStatus = (
  object: VirtualMachineInstance,
  old: VirtualMachineInstance,
): VirtualMachineInstance => (isSame(object.status, old.status) ? object : { ...object, status: old.status });
