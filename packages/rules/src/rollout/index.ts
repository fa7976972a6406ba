// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export * from './conditions.ts';
export * from './order.ts';
export * from './permissions.ts';
export * from './readiness.ts';
export * from './replicas.ts';
export * from './version.ts';
