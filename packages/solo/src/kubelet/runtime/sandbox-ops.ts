// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeNodeTable } from '../network/node-table.ts';
import { connectPod, disconnectPod, makeNetns, netnsPath, removeNetns } from '../network/pod-network.ts';
import { killCgroup, makePodCgroup, removeCgroup } from './cgroups.ts';
import { command } from './command.ts';
import { conmonCreate } from './conmon.ts';
import { unmountAll } from './machine-mounts.ts';
import { cgroupOf, type NodeParts, newId } from './node-parts.ts';
import { ociResources } from './oci/limits.ts';
import { sandboxConfig } from './oci/sandbox-config.ts';
import { RuntimeError } from './runtime.ts';
import { hostNetworkHostsFile, hostsFile, resolvConf } from './sandbox-files.ts';
import type { SandboxSpec } from './spec.ts';
import { writeJson } from './state/json-file.ts';
import { mark } from './state/process.ts';
import type { SandboxRecord } from './state/records.ts';

/** Makes a pod's sandbox: namespaces, addresses, files, and the pause process that holds them. @throws RuntimeError */
export async function makeSandbox(parts: NodeParts, spec: SandboxSpec): Promise<SandboxRecord> {
  const id = newId();
  const record: SandboxRecord = {
    id,
    spec,
    createdAt: parts.now().toISOString(),
    netns: spec.hostNetwork ? undefined : netnsPath(`solo-${id.slice(0, 16)}`),
    phase: 'making',
    ips: [],
    process: undefined,
  };
  // Written down before anything is made, so that whatever is cut off can be found and removed.
  await parts.sandboxes.write(record);
  try {
    await make(parts, record);
    return record;
  } catch (error) {
    await removeSandbox(parts, record);
    const message = error instanceof Error ? error.message : String(error);
    throw new RuntimeError('CreatePodSandboxError', `Failed to create pod sandbox: ${message}`);
  }
}

async function make(parts: NodeParts, record: SandboxRecord): Promise<void> {
  const { layout, crun, network } = parts;
  const { id, spec, netns } = record;
  const directory = layout.sandbox(id);
  await makePodCgroup(cgroupOf(layout, spec.pod.uid), ociResources(spec.limits, parts.controllers));
  if (netns) {
    await makeNetns(basename(netns));
    record.ips = await connectPod(network, netns, id);
  }
  await writeFiles(record, directory);
  if (!spec.hostIpc) {
    await mkdir(join(directory, 'shm'), { recursive: true });
    const options = 'nosuid,nodev,noexec,mode=1777,size=65536k';
    await command('mount', ['-t', 'tmpfs', 'shm', '-o', options, join(directory, 'shm')]);
  }
  const rootfs = await pauseRoot(layout.pause);
  const cgroupsPath = cgroupOf(layout, spec.pod.uid, id);
  const { controllers, rights } = parts;
  const { leastOomScoreAdj } = rights;
  const config = sandboxConfig({ spec, rootfs, cgroupsPath, netns, leastOomScoreAdj, controllers });
  await writeJson(join(directory, 'config.json'), config);
  const { exits, sockets } = layout;
  const quiet = { log: undefined, terminal: false, stdin: false, stdinOnce: false };
  const pid = await conmonCreate({ crun, id, bundle: directory, exits, sockets, ...quiet });
  record.process = mark(pid);
  await crun.run(['start', id]);
  record.phase = 'made';
  await parts.sandboxes.write(record);
}

async function writeFiles({ spec, ips }: SandboxRecord, directory: string): Promise<void> {
  const hosts = spec.hostNetwork
    ? hostNetworkHostsFile(spec, await readFile('/etc/hosts', 'utf8').catch(() => ''))
    : hostsFile(spec, ips);
  const resolver = spec.dns ? resolvConf(spec.dns) : await readFile('/etc/resolv.conf', 'utf8').catch(() => '');
  await writeFile(join(directory, 'hosts'), hosts);
  await writeFile(join(directory, 'resolv.conf'), resolver);
  await writeFile(join(directory, 'hostname'), `${spec.hostname}\n`);
}

/** The directory that pause processes have as their root: the program, which is linked statically, and nothing else. */
async function pauseRoot(directory: string): Promise<string> {
  const program = join(directory, 'pause');
  for (const name of ['proc', 'dev']) await mkdir(join(directory, name), { recursive: true });
  const there = await readFile(program).catch(() => undefined);
  if (!there) {
    await copyFile('/usr/bin/catatonit', `${program}.new`);
    await chmod(`${program}.new`, 0o755);
    await command('mv', [`${program}.new`, program]);
  }
  return directory;
}

/** Ends all processes of a sandbox' pod, and gives back what it had of the machine. */
export async function stopSandbox(parts: NodeParts, record: SandboxRecord): Promise<void> {
  const { layout, network, crun } = parts;
  const { id, netns, spec } = record;
  const others = parts.sandboxes.all().some((other) => other.id !== id && other.spec.pod.uid === spec.pod.uid);
  for (const container of parts.containers.all().filter(({ sandboxId }) => sandboxId === id))
    await killCgroup(cgroupOf(layout, spec.pod.uid, container.id));
  if (!others) await killCgroup(cgroupOf(layout, spec.pod.uid));
  await crun.run(['delete', '--force', id]).catch(() => undefined);
  if (netns) {
    await disconnectPod(network, netns, id).catch((error: unknown) => {
      parts.logger.warn({ err: error, sandbox: id }, 'addresses of a pod not given back');
    });
    await removeNetns(basename(netns));
  }
  await unmountAll(layout.sandbox(id));
  record.phase = 'stopped';
  await parts.sandboxes.write(record);
}

/** Stops a sandbox and removes its files; its containers must be gone. */
export async function removeSandbox(parts: NodeParts, record: SandboxRecord): Promise<void> {
  const { layout } = parts;
  const { id, spec } = record;
  if (record.phase !== 'stopped') await stopSandbox(parts, record);
  parts.sandboxes.forget(id);
  await parts.exits.forget(id);
  const others = parts.sandboxes.all().some((other) => other.spec.pod.uid === spec.pod.uid);
  if (!others) {
    await removeCgroup(cgroupOf(layout, spec.pod.uid));
    await rm(layout.podLogs(spec.pod), { recursive: true, force: true });
  }
  await rm(join(layout.sockets, id), { force: true });
  await rm(layout.sandbox(id), { recursive: true, force: true });
}

/** Puts the node's network rules in place, with exactly the host ports that its sandboxes ask for. */
export async function syncNodeTable({ sandboxes, network }: NodeParts): Promise<void> {
  const ports = sandboxes
    .all()
    .filter(({ phase }) => phase === 'made')
    .flatMap(({ spec, ips: [ip] }) => (ip ? spec.hostPorts.map((port) => ({ ...port, ip })) : []));
  await writeNodeTable(network, ports);
}
