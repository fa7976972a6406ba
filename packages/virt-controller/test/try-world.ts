// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Controller, controllerReference, type KubeObject, type Pod, resources } from '@kubevirt-ts/kube';
import { clusterConfig } from '@kubevirt-ts/rules/config';
import { withPhase } from '@kubevirt-ts/rules/virtual-machine-instance';
import { clock, eventually, type MemoryClient, memoryClient, quiet } from '@kubevirt-ts/testkit';
import { watchCaches } from '../src/caches.ts';
import { startControllers } from '../src/controllers.ts';
import { kinds } from '../src/kinds.ts';
import type { World } from '../src/world.ts';

/** An event that was recorded. */
export interface Told {
  object: string;
  type: string;
  reason: string;
  message: string;
}

/** A cluster in memory in which all controllers run, and hands to play its scheduler, kubelet and node agent. */
export class TryWorld implements AsyncDisposable {
  readonly clock = clock();
  readonly client: MemoryClient;
  readonly told: Told[] = [];
  #ending = new AbortController();
  #controllers: Controller[] = [];

  constructor(...seed: KubeObject[]) {
    this.client = memoryClient(seed, { now: this.clock.now, gracefulPods: true });
    this.start();
  }

  /** Starts the program, with nothing in memory of what was before. */
  start(): void {
    const { client } = this;
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    const logger = quiet();
    const caches = watchCaches({ client, logger, signal, namespace: 'kubevirt' });
    const world: World = {
      client,
      caches,
      logger,
      recorder: {
        event: (object, type, reason, message) =>
          void this.told.push({ object: `${object.kind}/${object.metadata?.name}`, type, reason, message }),
        flush: async () => undefined,
      },
      now: this.clock.now,
      random: () => 0,
      config: () => clusterConfig(caches.kubevirts.list()[0]),
      launcherImage: 'kubevirt:v1',
      namespace: 'kubevirt',
      renderPod,
    };
    this.#controllers = startControllers(world, signal);
  }

  /** Ends the program and waits until its last step is done. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#controllers.map(({ stopped }) => stopped));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  vm(): VirtualMachine | undefined {
    return this.client.peek(kinds.virtualMachines, { namespace: 'default', name: 'testvm' });
  }

  vmi(name = 'testvm'): VirtualMachineInstance | undefined {
    return this.client.peek(kinds.virtualMachineInstances, { namespace: 'default', name });
  }

  pods(): Pod[] {
    return this.client.all(resources.pods).filter((pod) => pod.metadata?.namespace === 'default');
  }

  /** Waits for the VM to be called `status`. */
  async printable(status: string): Promise<VirtualMachine> {
    return await eventually(() => {
      const found = this.vm();
      return found?.status?.printableStatus === status ? found : undefined;
    }, `VM ${status} (is ${this.vm()?.status?.printableStatus})`);
  }

  /** Waits for the VMI to be in a phase. */
  async phase(phase: string, name = 'testvm'): Promise<VirtualMachineInstance> {
    return await eventually(
      () => {
        const found = this.vmi(name);
        return found?.status?.phase === phase ? found : undefined;
      },
      `VMI ${phase} (is ${this.vmi(name)?.status?.phase})`,
    );
  }

  /** Waits for a pod that has not ended and gives it. */
  async pod(): Promise<Pod> {
    const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';
    return await eventually(() => this.pods().find((pod) => !hasEnded(pod)), 'a pod');
  }

  /** Writes a pod's status and node, as scheduler and kubelet would. */
  setPod(pod: Pod, status: Pod['status'], nodeName?: string): void {
    const now = this.client.peek(resources.pods, { namespace: 'default', name: pod.metadata?.name ?? '' });
    if (!now) throw new Error('the pod is gone');
    const spec = { containers: [], ...now.spec, ...(nodeName ? { nodeName } : {}) };
    this.client.put({ ...now, spec, status: { ...now.status, ...status } } as Pod);
  }

  /** Has a node run a pod. */
  run(pod: Pod): void {
    const compute = { name: 'compute', image: 'i', imageID: '', ready: true, restartCount: 0, state: { running: {} } };
    const status: Pod['status'] = {
      phase: 'Running',
      podIP: '10.0.0.7',
      qosClass: 'Burstable',
      containerStatuses: [compute],
      conditions: [{ type: 'Ready', status: 'True' }],
    };
    this.setPod(pod, status, 'node01');
  }

  /** Has a pod's container end, and the pod go if it was deleted. */
  async end(pod: Pod, message = '', exitCode = 0): Promise<void> {
    const terminated = { exitCode, message };
    const compute = { name: 'compute', image: 'i', imageID: '', ready: false, restartCount: 0, state: { terminated } };
    this.setPod(pod, { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [compute], conditions: [] });
    const { namespace, name = '', deletionTimestamp } = pod.metadata ?? {};
    if (deletionTimestamp) await this.client.delete(resources.pods, { namespace, name }, { gracePeriodSeconds: 0 });
  }

  /** Lets time pass for a VMI, which no timer of this world does. */
  pass(ms: number, name = 'testvm'): void {
    this.clock.advance(ms);
    const now = this.vmi(name);
    if (!now) throw new Error('the VMI is gone');
    const annotations = { ...now.metadata?.annotations, passed: this.clock.now().toISOString() };
    this.client.put({ ...now, metadata: { ...now.metadata, annotations } });
  }

  /** Writes a VMI's phase as the node agent would. */
  report(phase: 'Running' | 'Succeeded' | 'Failed', name = 'testvm'): void {
    const now = this.vmi(name);
    if (!now) throw new Error('the VMI is gone');
    const ready = (now.status?.conditions ?? []).map((c) =>
      c.type === 'Ready' && phase === 'Running' ? { type: 'Ready', status: 'True' } : c,
    );
    const status = withPhase({ ...now.status, conditions: ready }, phase, this.clock.now());
    this.client.put({ ...now, status });
  }

  /** Brings the VM's VMI from its creation to Running. */
  async boot(): Promise<VirtualMachineInstance> {
    this.run(await this.pod());
    await this.phase('Scheduled');
    this.report('Running');
    await this.printable('Running');
    return await this.phase('Running');
  }
}

const renderPod = (vmi: VirtualMachineInstance): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    generateName: `virt-launcher-${vmi.metadata?.name}-`,
    namespace: vmi.metadata?.namespace,
    labels: { 'kubevirt.io': 'virt-launcher' },
    ownerReferences: [controllerReference({ ...vmi, kind: 'VirtualMachineInstance' })],
  },
  spec: { containers: [{ name: 'compute', image: 'kubevirt:v1' }], terminationGracePeriodSeconds: 60 },
});
