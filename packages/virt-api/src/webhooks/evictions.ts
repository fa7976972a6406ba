// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type JsonPatchOp, pointerStep, resources } from '@kubevirt-ts/kube';
import { decideEviction, deny, evictionSource, evictionSourceAnnotation, vmiOfPod } from '@kubevirt-ts/rules/admission';
import { kinds } from '../kinds.ts';
import type { World } from '../world.ts';
import type { Hook } from './review.ts';

/** How the names of VMs' pods begin; evictions of other pods are answered by this alone. */
const launcherPrefix = 'virt-launcher';
const tooManyRequests = 429;

/** The parts of an eviction that matter here. */
interface Eviction {
  metadata?: { annotations?: Record<string, string> };
  deleteOptions?: { dryRun?: string[] };
}

const markPatch = (vmi: VirtualMachineInstance, nodeName: string, source: string | undefined): JsonPatchOp[] => {
  const key = pointerStep(evictionSourceAnnotation);
  const annotated: JsonPatchOp[] = vmi.metadata?.annotations
    ? [{ op: 'add', path: `/metadata/annotations/${key}`, value: source }]
    : [{ op: 'add', path: '/metadata/annotations', value: { [evictionSourceAnnotation]: source } }];
  return [
    { op: 'add', path: '/status/evacuationNodeName', value: nodeName },
    ...(source === undefined ? [] : annotated),
  ];
};

const mark = async (
  vmi: VirtualMachineInstance,
  patch: JsonPatchOp[],
  world: World,
  dryRun: boolean,
): Promise<void> => {
  const { namespace, name = '' } = vmi.metadata ?? {};
  await world.client.patch(kinds.vmis, { namespace, name }, { type: 'json', body: patch }, { dryRun });
};

/** Lets the eviction of a VM's pod pass, or marks its VMI as leaving the node and says to try again. */
export const reviewEviction: Hook = async ({ name = '', namespace = '', object, dryRun }, world) => {
  if (!name.startsWith(launcherPrefix)) return { allowed: true };
  const pod = await world.client.find(resources.pods, { namespace, name });
  const owner = pod && vmiOfPod(pod);
  if (!owner) return { allowed: true };
  const vmi = await world.client.find(kinds.vmis, { namespace, name: owner.name });
  const decision = decideEviction(pod, vmi, world.config());
  if (decision.do === 'pass') return { allowed: true };
  if (decision.do === 'mark' && vmi) {
    const eviction = (object ?? {}) as Eviction;
    const isDryRun = dryRun === true || eviction.deleteOptions?.dryRun?.[0] === 'All';
    await mark(vmi, markPatch(vmi, decision.nodeName, evictionSource(eviction)), world, isDryRun);
  }
  return deny(tooManyRequests, decision.message, 'TooManyRequests');
};
