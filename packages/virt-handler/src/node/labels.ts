// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labelPrefixes, labels } from '@kubevirt-ts/api';
import type { Emulator } from './emulator.ts';
import { canonicalFeature, type Processor } from './processor.ts';

/** What the labels of a node are made from. */
export interface NodeFacts {
  emulator: Emulator;
  processor: Processor;
  /** VMs run by emulation in this cluster. */
  useEmulation: boolean;
  /** Globs of the machine types that VMs may ask for. */
  emulatedMachines: readonly string[];
  obsoleteCpuModels: Readonly<Record<string, boolean>>;
}

/** Beginnings of the labels that belong to virt-handler: one it does not want any more is removed. */
const ownPrefixes = [
  labelPrefixes.cpuModel,
  labelPrefixes.cpuFeature,
  labelPrefixes.cpuVendor,
  labelPrefixes.machineType,
];

/**
 * The labels that say what VMs a node can run.
 * @upstream names of the labels
 * @differs a model counts as usable on KVM when Linux shows all its features; KubeVirt asks libvirt, which needs /dev/kvm
 */
export function capabilityLabels(facts: NodeFacts): Record<string, string> {
  const { emulator, processor, useEmulation } = facts;
  const offered = new Set((useEmulation ? emulator.emulatedFeatures : processor.features).map(canonicalFeature));
  const usable = emulator.cpuModels.filter(({ name, features, emulated }) => {
    if (facts.obsoleteCpuModels[name]) return false;
    return useEmulation ? emulated : features.every((feature) => offered.has(canonicalFeature(feature)));
  });
  const known = new Set([...emulator.emulatedFeatures, ...emulator.cpuModels.flatMap(({ features }) => features)]);
  const machineTypes = emulator.machineTypes.filter((type) =>
    facts.emulatedMachines.some((glob) => matches(glob, type)),
  );
  return Object.fromEntries(
    [
      ...usable.map(({ name }) => labelPrefixes.cpuModel + name),
      ...[...known]
        .filter((feature) => offered.has(canonicalFeature(feature)))
        .map((name) => labelPrefixes.cpuFeature + name),
      ...machineTypes.map((type) => labelPrefixes.machineType + type),
      ...(processor.vendor ? [labelPrefixes.cpuVendor + processor.vendor] : []),
    ]
      .filter((label) => /^[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(label.slice(label.indexOf('/') + 1)))
      .map((label) => [label, 'true']),
  );
}

/** The change that makes a node's labels say this, and nothing else of virt-handler's; undefined when they do. */
export function labelChanges(
  present: Readonly<Record<string, string>>,
  schedulable: boolean,
  capabilities: Readonly<Record<string, string>> | undefined,
): Record<string, string | null> | undefined {
  const wanted: Record<string, string> = { ...capabilities, [labels.schedulable]: String(schedulable) };
  const changes: Record<string, string | null> = {};
  for (const [label, value] of Object.entries(wanted)) if (present[label] !== value) changes[label] = value;
  if (capabilities) {
    for (const label of Object.keys(present)) {
      if (!(label in wanted) && ownPrefixes.some((prefix) => label.startsWith(prefix))) changes[label] = null;
    }
  }
  return Object.keys(changes).length > 0 ? changes : undefined;
}

function matches(glob: string, text: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(text);
}
