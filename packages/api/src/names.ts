// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Every name that is spelled the same in several programs; values are what stands on the wire.

export * from './names/annotations.ts';
export * from './names/conditions.ts';
export * from './names/events.ts';
export * from './names/groups.ts';
export * from './names/labels.ts';
export * from './names/phases.ts';
export * from './names/resources.ts';
export * from './names/settings.ts';
