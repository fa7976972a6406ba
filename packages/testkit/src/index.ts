// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { kubevirt, node, pod, type Some, vm, vmi } from './builders.ts';
export { type Clock, clock } from './clock.ts';
export { eventually } from './eventually.ts';
export { goldenCases } from './golden.ts';
export { type MemoryClient, type MemoryOptions, memoryClient, type Verb, type Write } from './memory-client.ts';
export { apiError } from './memory-store.ts';
export { quiet } from './quiet.ts';
