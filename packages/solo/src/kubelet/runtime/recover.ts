// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pidFile } from './conmon.ts';
import { removeContainer } from './container-ops.ts';
import type { NodeParts } from './node-parts.ts';
import { removeSandbox } from './sandbox-ops.ts';
import { mark } from './state/process.ts';
import type { ContainerRecord } from './state/records.ts';

/** Brings records in line with what became of them while nobody watched: what was cut off while it was made is removed. */
export async function reconcileRecords(parts: NodeParts): Promise<void> {
  for (const record of parts.containers.all()) {
    if (record.phase === 'making') await removeContainer(parts, record);
    else if (record.phase === 'starting') await settleStart(parts, record);
  }
  for (const record of parts.sandboxes.all()) if (record.phase === 'making') await removeSandbox(parts, record);
}

/** A start that was cut off: before the process was let go it is undone, and can be done again; after that, it happened. */
async function settleStart(parts: NodeParts, record: ContainerRecord): Promise<void> {
  const { layout, crun, exits } = parts;
  const file = layout.container(record.id, pidFile);
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  // crun's init waits at this pipe until it is started.
  const waits = existsSync(join(layout.crun, record.id, 'exec.fifo'));
  if (pid > 0 && !waits) {
    record.process = mark(pid);
    record.startedAt = (await stat(file)).mtime.toISOString();
    record.phase = 'started';
  } else {
    await crun.run(['delete', '--force', record.id]).catch(() => undefined);
    await exits.ended(record.id, pid > 0 ? 2000 : 0);
    await exits.forget(record.id);
    record.phase = 'made';
  }
  await parts.containers.write(record);
}
