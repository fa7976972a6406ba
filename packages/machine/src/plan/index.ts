// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export type { HostFacts } from './host-facts.ts';
export type { MachinePlan } from './machine-plan.ts';
export { hasTpm } from './plan-devices.ts';
export { planMachine } from './plan-machine.ts';
export type { DiskFacts, ImageFacts, PlannedDisk } from './planned-disk.ts';
export type { PlannedInterface } from './planned-interface.ts';
export { unsupported } from './unsupported.ts';
