// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Cache, type Controller, controller, type Logger, type Registry, source } from '@kubevirt-ts/kube';
import { apply, type Tools } from './apply.ts';
import { decide } from './decide.ts';
import { gather, type World } from './gather.ts';
import type { Notes } from './situation.ts';

/** Watches the VMIs of this node and their machines; changes the VMIs' status, and ends machines whose outcome is written. */
export function vmiController(
  o: World & Tools & { vmis: Cache<VirtualMachineInstance>; logger: Logger; metrics: Registry; signal: AbortSignal },
): Controller {
  const notesOf = new Map<string, { uid: string; notes: Notes }>();
  o.vmis.onChange(({ type, object }) => {
    const key = `${object.metadata?.namespace}/${object.metadata?.name}`;
    if (type === 'DELETED') notesOf.delete(key);
  });
  return controller({
    name: 'vmi',
    workers: 4,
    logger: o.logger,
    metrics: o.metrics,
    signal: o.signal,
    backoff: { baseMs: 5, capMs: 10_000 },
    sources: [source(o.vmis)],
    async reconcile(key) {
      const vmi = o.vmis.get(key);
      if (!vmi) return undefined;
      const uid = vmi.metadata?.uid ?? '';
      const before = notesOf.get(key);
      const { situation, machine } = await gather(o, vmi, before?.uid === uid ? before.notes : {});
      const decision = decide(situation);
      await apply(o, vmi, decision, machine);
      notesOf.set(key, { uid, notes: decision.notes });
      return decision.afterMs === undefined ? undefined : { afterMs: decision.afterMs };
    },
  });
}
