// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
export * from './hyperv.ts';
export * from './is-same.ts';
export * from './memory-hotplug.ts';
export * from './migration.ts';
export * from './presets.ts';
export * from './virtual-machine.ts';
export * from './virtual-machine-instance.ts';
export * from './vmi-spec.ts';
