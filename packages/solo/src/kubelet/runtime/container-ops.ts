// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseReference } from '../images/reference.ts';
import { makeBundle } from './bundle.ts';
import { killCgroup } from './cgroups.ts';
import { conmonCreate } from './conmon.ts';
import { unmountAll } from './machine-mounts.ts';
import { cgroupOf, type NodeParts, newId } from './node-parts.ts';
import { containerArgs } from './oci/container-config.ts';
import { RuntimeError } from './runtime.ts';
import type { ContainerSpec } from './spec.ts';
import { isAlive, mark, signal } from './state/process.ts';
import type { ContainerRecord, SandboxRecord } from './state/records.ts';
import { removeLogs } from './streams/log-files.ts';

/** How long a process that was killed may take to be gone. */
const killedWithinMs = 10_000;

/** Makes a container's files; nothing of it runs yet. @throws RuntimeError */
export async function makeContainer(
  parts: NodeParts,
  sandbox: SandboxRecord,
  spec: ContainerSpec,
): Promise<ContainerRecord> {
  const image = await parts.images.find(spec.image);
  if (!image) throw new RuntimeError('CreateContainerError', `image ${spec.image} is not on the node`);
  const { config } = parts.images.root(image.id);
  if (containerArgs(spec, config).length === 0)
    throw new RuntimeError('CreateContainerError', 'failed to generate container spec: no command specified');
  const repository = parseReference(spec.image)?.repository;
  const record: ContainerRecord = {
    id: newId(),
    sandboxId: sandbox.id,
    pod: sandbox.spec.pod,
    spec,
    createdAt: parts.now().toISOString(),
    image: image.id,
    images: [image.id, ...(await volumeImages(parts, spec))],
    imageId: image.digests.find((digest) => digest.startsWith(`${repository}@`)) ?? image.digests[0] ?? image.id,
    stopSignal: config.StopSignal || 'SIGTERM',
    phase: 'making',
    startedAt: undefined,
    process: undefined,
    failure: undefined,
  };
  await parts.containers.write(record);
  try {
    for (const each of record.images) await parts.images.use(each, record.id);
    await makeBundle(parts, record, sandbox);
    await mkdir(dirname(logOf(parts, record)), { recursive: true });
    record.phase = 'made';
    await parts.containers.write(record);
    return record;
  } catch (error) {
    await removeContainer(parts, record);
    if (error instanceof RuntimeError) throw error;
    throw new RuntimeError('CreateContainerError', error instanceof Error ? error.message : String(error));
  }
}

/** The ids of the images that a container has as volumes. */
async function volumeImages(parts: NodeParts, spec: ContainerSpec): Promise<string[]> {
  const ids: string[] = [];
  for (const { source } of spec.mounts) {
    if (!('image' in source)) continue;
    const image = await parts.images.find(source.image);
    if (!image) throw new RuntimeError('CreateContainerError', `image ${source.image} is not on the node`);
    ids.push(image.id);
  }
  return ids;
}

/** The log that a container writes. */
export function logOf({ layout }: NodeParts, { pod, spec }: ContainerRecord): string {
  return layout.log(pod, spec.name, spec.attempt);
}

/** Starts a container that was made. @throws RuntimeError when it cannot be: it has then failed for good */
export async function startContainer(parts: NodeParts, record: ContainerRecord): Promise<void> {
  if (record.phase !== 'made')
    throw new RuntimeError('RunContainerError', `container ${record.id} was started already`);
  const { crun, layout } = parts;
  const { id, spec } = record;
  record.phase = 'starting';
  await parts.containers.write(record);
  try {
    const pid = await conmonCreate({
      crun,
      id,
      bundle: layout.container(id),
      exits: layout.exits,
      sockets: layout.sockets,
      log: logOf(parts, record),
      terminal: spec.tty,
      stdin: spec.stdin,
      stdinOnce: spec.stdinOnce,
    });
    record.process = mark(pid);
    await crun.run(['start', id]);
    record.phase = 'started';
    record.startedAt = parts.now().toISOString();
    await parts.containers.write(record);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const message = `OCI runtime create failed: ${said}`;
    await fail(parts, record, message);
    throw new RuntimeError('RunContainerError', message);
  }
}

async function fail(parts: NodeParts, record: ContainerRecord, message: string): Promise<void> {
  await parts.crun.run(['delete', '--force', record.id]).catch(() => undefined);
  record.phase = 'failed';
  record.failure = { message, at: parts.now().toISOString() };
  await parts.containers.write(record);
}

/** Ends a container's first process, and with it all others, unless they share its process namespace with others. */
export async function stopContainer(parts: NodeParts, record: ContainerRecord, graceMs: number): Promise<void> {
  const { process } = record;
  if (!process || !isAlive(process)) return;
  if (graceMs > 0) {
    signal(process, signalName(record.stopSignal));
    if (await ended(parts, record, graceMs)) return;
  }
  signal(process, 'SIGKILL');
  if (!(await ended(parts, record, killedWithinMs)))
    throw new Error(`container ${record.id} does not end, though it was killed`);
}

/** Sends a container's first process a signal; nothing happens when it does not run. */
export function killContainer({ process }: ContainerRecord, name: string): void {
  if (process) signal(process, signalName(name));
}

function signalName(text: string): NodeJS.Signals {
  const name = text.toUpperCase();
  return (name.startsWith('SIG') ? name : `SIG${name}`) as NodeJS.Signals;
}

/** Whether it has ended within a time; conmon's word is waited for, but not for ever. */
async function ended(parts: NodeParts, { id, process }: ContainerRecord, timeoutMs: number): Promise<boolean> {
  if (await parts.exits.ended(id, timeoutMs)) return true;
  return process !== undefined && !isAlive(process);
}

/** Ends what a container that has exited left behind: processes in a namespace that it shared. */
export async function killLeftovers({ layout }: NodeParts, { id, pod }: ContainerRecord): Promise<void> {
  await killCgroup(cgroupOf(layout, pod.uid, id));
}

/** Removes a container, with its files and log. */
export async function removeContainer(parts: NodeParts, record: ContainerRecord): Promise<void> {
  const { layout, crun, images } = parts;
  const { id } = record;
  await killLeftovers(parts, record);
  await crun.run(['delete', '--force', id]).catch(() => undefined);
  await unmountAll(layout.container(id));
  for (const image of record.images) await images.release(image, id);
  if (record.phase !== 'making') await removeLogs(logOf(parts, record));
  parts.containers.forget(id);
  await parts.exits.forget(id);
  await rm(join(layout.sockets, id), { force: true });
  await rm(layout.container(id), { recursive: true, force: true });
}
