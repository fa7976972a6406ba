// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Every name of the wire: a definition is exported twice under one name, as a schema (value) and as an interface (type).

export * from './core/affinity.ts';
export * from './core/downward-api.ts';
export * from './core/pod-dns.ts';
export * from './core/probe-actions.ts';
export * from './core/references.ts';
export * from './core/scheduling.ts';
export * from './core/volume-claim.ts';
export * from './crd.ts';
export * from './domain/clock.ts';
export * from './domain/cpu.ts';
export * from './domain/devices.ts';
export * from './domain/disks.ts';
export * from './domain/domain.ts';
export * from './domain/features.ts';
export * from './domain/firmware.ts';
export * from './domain/host-devices.ts';
export * from './domain/interfaces.ts';
export * from './domain/launch-security.ts';
export * from './domain/memory.ts';
export * from './domain/peripherals.ts';
export * from './kinds.ts';
export * from './kubevirt/certificates.ts';
export * from './kubevirt/component-configuration.ts';
export * from './kubevirt/configuration.ts';
export * from './kubevirt/deployment-configuration.ts';
export * from './kubevirt/developer-configuration.ts';
export * from './kubevirt/device-configuration.ts';
export * from './kubevirt/kubevirt.ts';
export * from './kubevirt/machine-configuration.ts';
export * from './kubevirt/migration-configuration.ts';
export * from './kubevirt/network-configuration.ts';
export * from './kubevirt/placement.ts';
export * from './kubevirt/security-configuration.ts';
export * from './meta/condition.ts';
export * from './meta/label-selector.ts';
export * from './meta/object-meta.ts';
export * from './names.ts';
export * from './prune.ts';
export type {
  Fields,
  Infer,
  ListSchema,
  MapSchema,
  NumberSchema,
  ObjectSchema,
  ScalarSchema,
  Schema,
  StringSchema,
  Typed,
} from './schema.ts';
export * from './storage/claims.ts';
export * from './storage/cloud-init.ts';
export * from './storage/container-disks.ts';
export * from './storage/data-volume-sources.ts';
export * from './storage/data-volumes.ts';
export * from './storage/object-volumes.ts';
export * from './storage/volumes.ts';
export * from './structural.ts';
export * from './validate.ts';
export * from './vm/instancetype.ts';
export * from './vm/requests.ts';
export * from './vm/status.ts';
export * from './vm/virtual-machine.ts';
export * from './vmi/access-credentials.ts';
export * from './vmi/backup-status.ts';
export * from './vmi/migration.ts';
export * from './vmi/migration-state.ts';
export * from './vmi/networks.ts';
export * from './vmi/preset.ts';
export * from './vmi/probes.ts';
export * from './vmi/replica-set.ts';
export * from './vmi/spec.ts';
export * from './vmi/status.ts';
export * from './vmi/virtual-machine-instance.ts';
export * from './vmi/volume-status.ts';
