// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { KubeVirt, VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Client, connect, type KubeObject, type Pod, resource, resources } from '@kubevirt-ts/kube';
import { parseAllDocuments } from 'yaml';

/** The namespace that KubeVirt is installed in. */
export const installNamespace = 'kubevirt';

/** Descriptions of the kinds that the scenarios read and write. */
export const kinds = {
  kubevirts: resource<KubeVirt>('kubevirt.io/v1', 'KubeVirt', 'kubevirts', true),
  vms: resource<VirtualMachine>('kubevirt.io/v1', 'VirtualMachine', 'virtualmachines', true),
  vmis: resource<VirtualMachineInstance>('kubevirt.io/v1', 'VirtualMachineInstance', 'virtualmachineinstances', true),
} as const;

/** The client of the cluster under test. */
export const client: Client = connect({ kubeconfig: process.env.KUBECONFIG, qps: 1000, burst: 1000 });

/** A release under test: the folder that `npm run release` wrote. */
export const releaseDirectory = {
  current: process.env.E2E_RELEASE ?? '',
  next: process.env.E2E_NEXT_RELEASE ?? '',
} as const;

/** The version that a release's operator manifest installs. */
export function versionOf(directory: string): string {
  const version = /name: KUBEVIRT_VERSION\s+value: "?([^\s"]+)/.exec(
    readFileSync(join(directory, 'kubevirt-operator.yaml'), 'utf8'),
  )?.[1];
  if (version === undefined) throw new Error(`${directory}/kubevirt-operator.yaml names no KUBEVIRT_VERSION`);
  return version;
}

/** What a command printed and how it ended. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl as a user would; a non-zero exit is an answer. */
export function tryKubectl(args: readonly string[], input?: string): Said {
  const result = spawnSync('kubectl', args, { encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024, timeout: 300_000 });
  return { code: result.status ?? 128, stdout: result.stdout, stderr: result.stderr };
}

/** Runs kubectl, which must succeed, and returns what it printed. */
export function kubectl(...args: string[]): string {
  const said = tryKubectl(args);
  if (said.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${said.stderr.trim() || said.stdout.trim()}`);
  return said.stdout;
}

/** Looks four times a second until `look` returns a value other than undefined and false. @throws Error with the last failure after `seconds` */
export async function eventually<T>(
  what: string,
  seconds: number,
  look: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    let failure: unknown;
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline)
      throw new Error(`${what}: not so after ${seconds} s`, failure === undefined ? undefined : { cause: failure });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Installs the current release if nothing is installed, and waits until it is Available. */
export async function installed(): Promise<void> {
  const present = await client
    .find(kinds.kubevirts, { namespace: installNamespace, name: 'kubevirt' })
    .catch(() => undefined);
  if (present === undefined) {
    kubectl('apply', '-f', join(releaseDirectory.current, 'kubevirt-operator.yaml'));
    kubectl('apply', '-f', join(releaseDirectory.current, 'kubevirt-cr.yaml'));
  }
  kubectl('-n', installNamespace, 'wait', 'kv', 'kubevirt', '--for', 'condition=Available', '--timeout=300s');
  await useEmulation(true);
}

/** Switches software emulation in the KubeVirt object and waits until it is stored. */
export async function useEmulation(value: boolean): Promise<void> {
  const body = { spec: { configuration: { developerConfiguration: { useEmulation: value } } } };
  await client.patch(kinds.kubevirts, { namespace: installNamespace, name: 'kubevirt' }, { type: 'merge', body });
}

/** Makes a namespace of the scenario's own; it and all in it are deleted when the scenario ends. */
export async function ownNamespace(t: TestContext, name: string): Promise<string> {
  await eventually(
    `namespace ${name} is free`,
    120,
    async () => (await client.find(resources.namespaces, { name })) === undefined,
  );
  await client.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  t.after(async () => {
    await client.delete(resources.namespaces, { name });
    await eventually(
      `namespace ${name} is gone`,
      180,
      async () => (await client.find(resources.namespaces, { name })) === undefined,
    );
  });
  return name;
}

/** The demo VM of the release, with a name, namespace and changes of its own. */
export function demoVm(
  namespace: string,
  name: string,
  change: (vm: VirtualMachine) => void = () => undefined,
): VirtualMachine {
  const [document] = parseAllDocuments(readFileSync(join(releaseDirectory.current, 'vm-demo.yaml'), 'utf8'));
  const vm = document?.toJS() as VirtualMachine;
  vm.metadata = { ...vm.metadata, namespace, name };
  change(vm);
  return vm;
}

/** Replaces the cloud-init user data of a VM. */
export function withUserData(vm: VirtualMachine, userData: string): void {
  for (const volume of vm.spec?.template?.spec?.volumes ?? [])
    if (volume.cloudInitNoCloud) volume.cloudInitNoCloud = { userData };
}

/** Waits until a VMI has a phase and returns it. */
export function vmiInPhase(
  namespace: string,
  name: string,
  phase: string,
  seconds = 120,
): Promise<VirtualMachineInstance> {
  return eventually(`VMI ${namespace}/${name} is ${phase}`, seconds, async () => {
    const vmi = await client.find(kinds.vmis, { namespace, name });
    return vmi?.status?.phase === phase ? vmi : undefined;
  });
}

/** Waits until a VM shows a printable status. */
export function vmShows(namespace: string, name: string, status: string, seconds = 120): Promise<VirtualMachine> {
  return eventually(`VM ${namespace}/${name} shows ${status}`, seconds, async () => {
    const vm = await client.get(kinds.vms, { namespace, name });
    return vm.status?.printableStatus === status ? vm : undefined;
  });
}

/** The launcher pod of a VMI, found by its owner. */
export async function launcherPod(vmi: VirtualMachineInstance): Promise<Pod> {
  const { items } = await client.list(resources.pods, { namespace: vmi.metadata?.namespace });
  const pod = items.find((candidate) =>
    candidate.metadata?.ownerReferences?.some((owner) => owner.uid === vmi.metadata?.uid),
  );
  if (pod === undefined) throw new Error(`VMI ${vmi.metadata?.name} has no pod`);
  return pod;
}

/** Waits until the guest's console, as `kubectl logs` shows it, matches a pattern, and returns the console's text. */
export function consoleShows(pod: Pod, pattern: RegExp, seconds = 120): Promise<string> {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  return eventually(`the console of ${name} shows ${pattern}`, seconds, () => {
    const text = kubectl('-n', namespace, 'logs', name);
    return pattern.test(text) ? text : undefined;
  });
}

/** Runs a command in a container of a pod and returns what it printed. */
export function inPod(pod: Pod, container: string, ...command: string[]): Said {
  return tryKubectl([
    '-n',
    pod.metadata?.namespace ?? '',
    'exec',
    pod.metadata?.name ?? '',
    '-c',
    container,
    '--',
    ...command,
  ]);
}

/** Prints what a URL answers, by Node: the wget of some static busyboxes crashes where it looks names up. */
const fetchText = `const [url, seconds] = process.argv.slice(1);
fetch(url, { signal: AbortSignal.timeout(seconds * 1000) }).then((answer) => answer.text()).then(
  (text) => process.stdout.write(text), (error) => { console.error(error.message); process.exitCode = 1; });`;

/** A pod from which the scenarios look at guests, as another pod of the cluster sees them. */
export async function prober(namespace: string): Promise<(path: string, seconds?: number) => Said> {
  const operator = await client.get(resources.deployments, { namespace: installNamespace, name: 'virt-operator' });
  const image = operator.spec?.template.spec?.containers[0]?.image ?? '';
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: 'prober' },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'prober', image, command: ['busybox', 'sleep', '3600'], imagePullPolicy: 'IfNotPresent' }],
    },
  };
  await client.create(resources.pods, pod);
  kubectl('-n', namespace, 'wait', 'pod', 'prober', '--for=condition=Ready', '--timeout=60s');
  return (url, seconds = 5) => inPod(pod, 'prober', 'node', '-e', fetchText, url, String(seconds));
}

/** All events about an object, oldest first, as `reason: message`. */
export async function eventsOf(object: KubeObject): Promise<string[]> {
  const { items } = await client.list(resources.events, { namespace: object.metadata?.namespace });
  return items
    .filter((event) => event.involvedObject.uid === object.metadata?.uid)
    .sort((one, other) => String(one.firstTimestamp).localeCompare(String(other.firstTimestamp)))
    .map((event) => `${event.reason}: ${event.message}`);
}

/** Follows a command's lines until it is stopped. */
export function follow(command: string, args: readonly string[]): { lines: () => readonly string[]; stop: () => void } {
  const lines: string[] = [];
  let rest = '';
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return { lines: () => lines, stop: () => child.kill() };
}
