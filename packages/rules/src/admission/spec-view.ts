// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Devices, Disk, Interface, Network, VirtualMachineInstanceSpec, Volume } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import type { Cause } from './cause.ts';

/** A VMI's spec as every family of checks sees it, wherever it stands in the object. */
export interface SpecView {
  /** Path of the spec: `spec` in a VMI, `spec.template.spec` in a VM or replica set. */
  path: string;
  spec: VirtualMachineInstanceSpec;
  config: ClusterConfig;
}

/** One family of checks over a VMI's spec. */
export type SpecCheck = (view: SpecView) => Cause[];

/** The devices of a spec, none when the field is absent. */
export const devicesOf = (spec: VirtualMachineInstanceSpec): Devices => spec.domain?.devices ?? {};

/** The disks of a spec. */
export const disksOf = (spec: VirtualMachineInstanceSpec): Disk[] => devicesOf(spec).disks ?? [];

/** The volumes of a spec. */
export const volumesOf = (spec: VirtualMachineInstanceSpec): Volume[] => spec.volumes ?? [];

/** The interfaces of a spec. */
export const interfacesOf = (spec: VirtualMachineInstanceSpec): Interface[] => devicesOf(spec).interfaces ?? [];

/** The networks of a spec. */
export const networksOf = (spec: VirtualMachineInstanceSpec): Network[] => spec.networks ?? [];

/** Whether a feature with an optional `enabled` is on: mentioning it turns it on. */
export const featureOn = (state: { enabled?: boolean } | undefined): boolean =>
  state !== undefined && state.enabled !== false;
