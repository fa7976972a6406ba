// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export * from './conditions.ts';
export * from './instance-from-vm.ts';
export * from './printable-status.ts';
export * from './restart-required.ts';
export * from './run-strategy.ts';
export * from './start-backoff.ts';
