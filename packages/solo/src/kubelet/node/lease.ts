// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Client, isConflict, type Lease, type Node, resources } from '@kubevirt-ts/kube';

const namespace = 'kube-node-lease';
const durationSeconds = 40;

/** How often a node says that it lives. */
export const leaseRenewalMs = 10_000;

/** Says once more that the node lives. */
export async function renewLease(client: Client, node: Node, now: Date): Promise<void> {
  const name = node.metadata?.name ?? '';
  const renewTime = microTime(now);
  const found = await client.find(resources.leases, { namespace, name });
  const spec = { holderIdentity: name, leaseDurationSeconds: durationSeconds, renewTime };
  if (!found) {
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name,
        namespace,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata?.uid ?? '' }],
      },
      spec,
    };
    await client.create(resources.leases, lease);
    return;
  }
  // Another writer's change is no matter: the next renewal is soon.
  await client.update(resources.leases, { ...found, spec: { ...found.spec, ...spec } }).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
  });
}

function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
