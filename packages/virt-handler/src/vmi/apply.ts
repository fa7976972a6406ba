// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Log } from '@kubevirt-ts/host';
import type { Client, Recorder, Resource } from '@kubevirt-ts/kube';
import { ProtocolError } from '@kubevirt-ts/machine';
import type { Machine } from '../machines/machine.ts';
import type { Decision } from './situation.ts';

/** What a decision is carried out with. */
export interface Tools {
  client: Client;
  resource: Resource<VirtualMachineInstance>;
  recorder: Recorder;
  log: Log;
}

/** Carries a decision out: the status is written first, so that an outcome is on record before QEMU is told to end. */
export async function apply(
  { client, resource, recorder, log }: Tools,
  vmi: VirtualMachineInstance,
  decision: Decision,
  machine: Machine | undefined,
): Promise<void> {
  const { name = '', namespace, resourceVersion, uid } = vmi.metadata ?? {};
  if (decision.status) {
    // The uid keeps a status from landing on a new VMI of the same name, the version from undoing somebody's write.
    const body = { metadata: { resourceVersion, uid }, status: decision.status };
    await client.patch(resource, { namespace, name }, { type: 'merge', body });
    log.info(
      { vmi: `${namespace}/${name}`, phase: decision.status.phase, fields: Object.keys(decision.status) },
      'status written',
    );
  }
  for (const { type, reason, message } of decision.events) recorder.event(vmi, type, reason, message);
  for (const { execute, arguments: args } of decision.commands) {
    try {
      await machine?.execute(execute, args);
    } catch (error) {
      // After `quit` the connection may end before the answer; all else is looked at again anyway.
      if (!(error instanceof ProtocolError)) throw error;
      if (execute !== 'quit') log.warn({ vmi: `${namespace}/${name}`, execute, error: error.message }, 'QEMU refused');
    }
  }
}
