// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isIP } from 'node:net';
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
  validate: (object) => newNodeCauses(typed(object)),
  validateUpdate: (object, old) => updateCauses(typed(object), typed(old)),
  selectableFields: (object) => ({ 'spec.unschedulable': String(typed(object).spec?.unschedulable ?? false) }),
};

// The path of taints is Kubernetes' own.
const taintsPath = 'metadata.taints';

function newNodeCauses(node: Node): Cause[] {
  const networks = node.spec?.podCIDRs ?? [];
  const wrong = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
  return [
    ...taintCauses(taintsPath, node.spec?.taints ?? []),
    ...amountCauses(node),
    ...networks.flatMap((network, i) =>
      isNetwork(network) ? [] : [invalidValue(`spec.podCIDRs[${i}]`, network, wrong)],
    ),
  ];
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  const family = isIP(address);
  return family > 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function amountCauses({ status }: Node): Cause[] {
  return (['capacity', 'allocatable'] as const).flatMap((list) =>
    Object.entries(status?.[list] ?? {}).flatMap(([name, amount]) =>
      resourceAmountCauses(`status.${list}.${name}`, name, amount),
    ),
  );
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
  const causes = [...amountCauses(node), ...addressCauses(node)];
  const [spec, before] = [node.spec ?? {}, old.spec ?? {}];
  if (before.podCIDRs?.length && before.podCIDRs.join() !== (spec.podCIDRs ?? []).join()) {
    causes.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (before.providerID && before.providerID !== spec.providerID) {
    causes.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  causes.push(...taintCauses(taintsPath, spec.taints ?? []));
  if (spec.externalID !== before.externalID) causes.push(forbiddenField('spec.externalID', 'may not be updated'));
  return causes;
}

function addressCauses({ status }: Node): Cause[] {
  const addresses = status?.addresses ?? [];
  return addresses.flatMap(({ type, address }, i) =>
    addresses.slice(0, i).some((one) => one.type === type && one.address === address)
      ? [duplicate(`status.addresses[${i}]`, { type, address })]
      : [],
  );
}
