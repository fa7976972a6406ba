// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { chmod, mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.ts';
import { unifiedCgroups } from './crun.ts';
import { machineMounts, mountOf } from './machine-mounts.ts';
import { cgroupOf, type NodeParts } from './node-parts.ts';
import type { OciMount, OciNamespace } from './oci/config.ts';
import { type ContainerFacts, containerConfig } from './oci/container-config.ts';
import { allDevices, deviceNode, ociDevice } from './oci/devices.ts';
import { bindMount, inMountOrder } from './oci/mounts.ts';
import { resolveUser, type User } from './oci/user.ts';
import { RuntimeError } from './runtime.ts';
import { seccompOf } from './seccomp-profile.ts';
import type { ContainerSpec, Device } from './spec.ts';
import { writeJson } from './state/json-file.ts';
import type { ContainerRecord, SandboxRecord } from './state/records.ts';

/** The file in a container's bundle that its last words are written to. */
export const terminationFile = 'termination-log';

/** Makes all that crun needs to make a container: its root file system, its files, its config.json. @throws RuntimeError */
export async function makeBundle(parts: NodeParts, record: ContainerRecord, sandbox: SandboxRecord): Promise<void> {
  const { layout, images } = parts;
  const { spec, id } = record;
  const bundle = layout.container(id);
  const root = images.root(record.image);
  const user = await userOf(spec, root.config.User ?? '', (path) => root.read(path));
  await mountOverlay(root.lower, bundle);
  const seccomp = await seccompOf(spec.security.seccomp, layout.seccomp);
  const facts: ContainerFacts = {
    spec,
    image: root.config,
    user,
    hostname: sandbox.spec.hostname,
    rootfs: join(bundle, 'rootfs'),
    cgroupsPath: cgroupOf(layout, record.pod.uid, id),
    joined: joinedNamespaces(parts, spec, sandbox),
    hostPid: sandbox.spec.hostPid,
    unifiedCgroups: unifiedCgroups(),
    rootMounts: root.mounts,
    mounts: await mountsOf(parts, record, sandbox),
    devices: await devicesOf(spec),
    seccomp,
    rights: parts.rights,
    controllers: parts.controllers,
  };
  await writeJson(join(bundle, 'config.json'), containerConfig(facts));
}

async function userOf(spec: ContainerSpec, ofImage: string, read: (path: string) => Promise<string>): Promise<User> {
  const { runAsUser, runAsGroup } = spec.security;
  const [imageUser = '', imageGroup] = ofImage.split(':', 2);
  const name = runAsUser === undefined ? imageUser : String(runAsUser);
  const group = runAsGroup ?? (runAsUser === undefined ? imageGroup : undefined);
  const asked = group === undefined ? name : `${name}:${group}`;
  const user = resolveUser(asked, await read('/etc/passwd'), await read('/etc/group'));
  if (typeof user === 'string') throw new RuntimeError('CreateContainerError', user);
  return user;
}

async function mountOverlay(lower: string, bundle: string): Promise<void> {
  const [upper, work, rootfs] = ['upper', 'work', 'rootfs'].map((name) => join(bundle, name)) as [
    string,
    string,
    string,
  ];
  for (const directory of [upper, work, rootfs]) await mkdir(directory, { recursive: true });
  // What a container writes beside its volumes goes with it: nothing of it needs to survive a loss of power.
  const options = `lowerdir=${lower},upperdir=${upper},workdir=${work},volatile`;
  await command('mount', ['-t', 'overlay', 'overlay', '-o', options, rootfs]).catch((error: unknown) => {
    throw new RuntimeError(
      'CreateContainerError',
      `this machine cannot mount an overlay in ${bundle}: ${String(error)}`,
    );
  });
}

function joinedNamespaces(parts: NodeParts, spec: ContainerSpec, sandbox: SandboxRecord): OciNamespace[] {
  const pause = sandbox.process?.pid ?? 0;
  const { hostNetwork, hostIpc, hostPid, sharePid } = sandbox.spec;
  const joined: OciNamespace[] = [];
  if (sandbox.netns) joined.push({ type: 'network', path: sandbox.netns });
  if (!hostNetwork) joined.push({ type: 'uts', path: `/proc/${pause}/ns/uts` });
  if (!hostIpc) joined.push({ type: 'ipc', path: `/proc/${pause}/ns/ipc` });
  if (sharePid && !hostPid) joined.push({ type: 'pid', path: `/proc/${pause}/ns/pid` });
  else if (spec.targetContainerId && !hostPid) {
    const target = parts.containers.get(spec.targetContainerId)?.process;
    if (!target) throw new RuntimeError('CreateContainerError', `container ${spec.targetContainerId} does not run`);
    joined.push({ type: 'pid', path: `/proc/${target.pid}/ns/pid` });
  }
  return joined;
}

async function mountsOf(parts: NodeParts, { id, spec }: ContainerRecord, sandbox: SandboxRecord): Promise<OciMount[]> {
  const files = (name: string) => parts.layout.sandbox(sandbox.id, name);
  const own: OciMount[] = [
    ...['hosts', 'resolv.conf', 'hostname'].map((name) =>
      bindMount({ target: `/etc/${name}`, readOnly: false }, files(name)),
    ),
    bindMount({ target: '/dev/shm', readOnly: false }, sandbox.spec.hostIpc ? '/dev/shm' : files('shm')),
  ];
  if (spec.terminationMessagePath) {
    const file = parts.layout.container(id, terminationFile);
    await writeFile(file, '');
    await chmod(file, 0o666);
    own.push(bindMount({ target: spec.terminationMessagePath, readOnly: false }, file));
  }
  const mounts = await machineMounts();
  const named: OciMount[] = [];
  for (const [index, mount] of spec.mounts.entries()) {
    const { source } = mount;
    if ('image' in source) {
      const whole = await parts.images.volume(source.image, parts.layout.container(id, `image${index}`));
      named.push(bindMount({ ...mount, readOnly: true }, await withinVolume(whole, source.subPath)));
      continue;
    }
    await mkdirUnlessThere(source.path);
    const on = mountOf(mounts, await realpath(source.path));
    if (mount.propagation === 'Bidirectional' && !on?.shared)
      throw new RuntimeError(
        'CreateContainerError',
        `failed to generate container spec: path "${source.path}" is mounted on "${on?.target}" but it is not a shared mount`,
      );
    named.push(bindMount(mount, source.path));
  }
  const taken = new Set(spec.mounts.map(({ target }) => target.replace(/\/+$/, '')));
  return inMountOrder([...own.filter(({ destination }) => !taken.has(destination)), ...named]);
}

async function withinVolume(whole: string, subPath: string | undefined): Promise<string> {
  if (!subPath) return whole;
  const path = join(whole, subPath);
  const real = await realpath(path).catch(() => undefined);
  if (!real || !(real === whole || real.startsWith(`${whole}/`)))
    throw new RuntimeError('CreateContainerError', `no ${subPath} in the image`);
  return real;
}

async function mkdirUnlessThere(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (!there) await mkdir(path, { recursive: true });
}

async function devicesOf(spec: ContainerSpec): Promise<ContainerFacts['devices']> {
  const asked = spec.security.privileged ? [...(await allDevices()), ...spec.devices] : spec.devices;
  const found = new Map<string, ContainerFacts['devices'][number]>();
  // Who is not root could not open what only root may. @upstream containerd's device_ownership_from_security_context
  const { privileged, runAsUser, runAsGroup } = spec.security;
  const owner = privileged ? {} : { ...(runAsUser && { uid: runAsUser }), ...(runAsGroup && { gid: runAsGroup }) };
  for (const device of asked)
    for (const each of await expanded(device)) {
      const node = await deviceNode(await realpath(each.hostPath).catch(() => each.hostPath));
      if (node) found.set(each.containerPath, ociDevice(each, { ...node, ...owner }));
      else if (spec.devices.includes(device)) throw noDevice(device);
    }
  return [...found.values()];
}

/** A directory of devices stands for those in it. */
async function expanded(device: Device): Promise<Device[]> {
  const there = await stat(device.hostPath).catch(() => undefined);
  if (!there?.isDirectory()) return [device];
  const inside = await allDevices(device.hostPath);
  return inside.map(({ hostPath }) => ({
    ...device,
    hostPath,
    containerPath: device.containerPath + hostPath.slice(device.hostPath.length),
  }));
}

function noDevice({ hostPath }: Device): RuntimeError {
  return new RuntimeError(
    'CreateContainerError',
    `failed to generate container spec: error gathering device information while adding custom device "${hostPath}": not a device node`,
  );
}
