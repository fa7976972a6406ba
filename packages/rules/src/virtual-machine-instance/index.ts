// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export * from './conditions.ts';
export * from './disk-targets.ts';
export * from './handover.ts';
export * from './missing-claims.ts';
export * from './next-phase.ts';
export * from './phase.ts';
export * from './pod-facts.ts';
export * from './unschedulable.ts';
