// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Check, Gauge, healthHandler, type Registry } from '@kubevirt-ts/kube';
import type { Owners } from './owners/owners.ts';

/** What virt-handler tells Prometheus besides the metrics of every program. */
export function handlerMetrics(registry: Registry, o: { isReady(): boolean; owners: Owners }): void {
  const registers = [registry];
  new Gauge({
    name: 'kubevirt_virt_handler_up',
    help: 'Always 1: that it can be asked says it',
    registers,
  }).set(1);
  new Gauge({
    name: 'kubevirt_virt_handler_ready_status',
    help: '1 when VMs can be started at this node',
    registers,
    collect() {
      this.set(o.isReady() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'kubevirt_virt_handler_machines',
    help: 'VMs of this node whose channel is held by their pod, by whether QEMU is connected',
    labelNames: ['connected'] as const,
    registers,
    collect() {
      const machines = o.owners.list();
      const connected = machines.filter(({ slot }) => slot.machine.state.connected).length;
      this.set({ connected: 'true' }, connected);
      this.set({ connected: 'false' }, machines.length - connected);
    },
  });
}

/** Health and metrics over HTTP; ready means that the kubelet knows the plugins. */
export function handlerHealth(o: { registry: Registry; signal: AbortSignal; isReady: () => boolean }) {
  const plugins: Check = () => (o.isReady() ? undefined : 'the device plugins are not registered yet');
  return healthHandler({ ready: { plugins }, signal: o.signal, metrics: o.registry });
}
