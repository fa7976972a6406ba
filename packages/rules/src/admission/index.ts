// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
export * from './answer.ts';
export * from './cause.ts';
export * from './eviction.ts';
export * from './hooks.ts';
export * from './migration.ts';
export * from './named-objects.ts';
export * from './preset.ts';
export * from './replica-set.ts';
export * from './shape.ts';
export * from './status.ts';
export * from './virtual-machine.ts';
export * from './virtual-machine-instance.ts';
export * from './vmi-update.ts';
