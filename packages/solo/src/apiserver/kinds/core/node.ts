// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Node } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { resourceAmountCauses } from '../pod/resources.ts';
import { taintEffects } from '../pod/scheduling.ts';
import { duplicate, forbiddenField, invalidEach, invalidValue, oneOf, required } from '../validation/causes.ts';
import { isLabelValue, isQualifiedName } from '../validation/names.ts';

function typed(object: Json): Node {
  return object as unknown as Node;
}

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** What is special about nodes. */
export const nodeStrategy: Strategy = {
  setDefaults(object) {
    const { spec, status } = typed(object);
    if (status?.capacity && !status.allocatable) status.allocatable = { ...status.capacity };
    // One network is written in two fields.
    if (spec?.podCIDR && !spec.podCIDRs?.length) spec.podCIDRs = [spec.podCIDR];
    else if (spec?.podCIDRs?.length && !spec.podCIDR) spec.podCIDR = spec.podCIDRs[0];
  },
  // Until it is ready, pods do not go there. @upstream the TaintNodesByCondition admission plugin
  prepareForCreate(object) {
    const node = typed(object);
    const taints = node.spec?.taints ?? [];
    if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return;
    node.spec = { ...node.spec, taints: [...taints, { ...notReady }] };
  },
  validate: (object) => nodeCauses(typed(object)),
  validateUpdate: (object, old) => [...nodeCauses(typed(object)), ...updateCauses(typed(object), typed(old))],
  selectableFields: (object) => ({ 'spec.unschedulable': String(typed(object).spec?.unschedulable ?? false) }),
};

function nodeCauses({ spec, status }: Node): Cause[] {
  // The path is Kubernetes' own.
  const causes = taintCauses('metadata.taints', spec?.taints ?? []);
  for (const list of ['capacity', 'allocatable'] as const) {
    for (const [name, amount] of Object.entries(status?.[list] ?? {})) {
      causes.push(...resourceAmountCauses(`status.${list}.${name}`, name, amount));
    }
  }
  return causes;
}

type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];

function taintCauses(path: string, taints: readonly Taint[]): Cause[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, i) => {
    const at = `${path}[${i}]`;
    const { key, value = '', effect } = taint;
    const causes = invalidEach(`${at}.key`, key, isQualifiedName(key));
    const complaints = isLabelValue(value);
    if (complaints.length) causes.push(invalidValue(`${at}.value`, value, complaints.join(';')));
    causes.push(...(effect ? oneOf(`${at}.effect`, effect, taintEffects) : [required(`${at}.effect`)]));
    if (seen.has(`${effect}/${key}`)) {
      const again = duplicate(at, taint);
      causes.push({ ...again, message: `${again.message}: taints must be unique by key and effect pair` });
    }
    seen.add(`${effect}/${key}`);
    return causes;
  });
}

function updateCauses(node: Node, old: Node): Cause[] {
  const causes: Cause[] = [];
  const [spec, before] = [node.spec ?? {}, old.spec ?? {}];
  if (before.podCIDRs?.length && before.podCIDRs.join() !== (spec.podCIDRs ?? []).join()) {
    causes.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (before.providerID && before.providerID !== spec.providerID) {
    causes.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return causes;
}
