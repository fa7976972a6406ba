// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec, VirtualMachineInstance, VirtualMachineInstancePreset } from '@kubevirt-ts/api';
import { annotations, apiVersion, presetAnnotationPrefix } from '@kubevirt-ts/api';
import { canonicalQuantity } from '../quantity/index.ts';
import { matchesSelector } from '../selector/index.ts';
import { isSame } from './is-same.ts';

/** A VMI with its presets merged in, or why they cannot be. */
export type PresetOutcome = { vmi: VirtualMachineInstance; applied: string[] } | { conflict: string };

/** The parts of a domain that a preset may give, with their name in messages. */
const parts = [
  ['cpu', 'spec.cpu'],
  ['firmware', 'spec.firmware'],
  ['features', 'spec.features'],
  ['ioThreadsPolicy', 'spec.ioThreadsPolicy'],
] as const;

const text = (value: unknown): string => JSON.stringify(value);

const conflictsOf = (preset: DomainSpec, domain: DomainSpec): string[] => {
  const differ = (a: unknown, b: unknown, field: string): string[] =>
    a !== undefined && b !== undefined && !isSame(a, b) ? [`${field}: ${text(a)} != ${text(b)}`] : [];
  const requests = Object.entries(preset.resources?.requests ?? {}).flatMap(([key, value]) => {
    const other = domain.resources?.requests?.[key];
    return other !== undefined && canonicalQuantity(other) !== canonicalQuantity(value)
      ? [`spec.resources.requests[${key}]: ${value} != ${other}`]
      : [];
  });
  return [
    ...requests,
    ...parts.flatMap(([part, field]) => differ(preset[part], domain[part], field)),
    ...differ(preset.clock?.timer, domain.clock?.timer, 'spec.clock.timer'),
    ...differ(preset.devices?.watchdog, domain.devices?.watchdog, 'spec.devices.watchdog'),
  ];
};

/** The domain with what it lacks and the preset has, and whether the preset shows in it. */
const merged = (preset: DomainSpec, domain: DomainSpec): { domain: DomainSpec; shows: boolean } => {
  const result: DomainSpec = { ...domain };
  let shows = false;
  for (const [part] of parts) {
    if (preset[part] === undefined) continue;
    if (result[part] === undefined) Object.assign(result, { [part]: preset[part] });
    shows ||= isSame(result[part], preset[part]);
  }
  if (preset.resources?.requests) {
    if (!result.resources?.requests) result.resources = { ...result.resources, requests: preset.resources.requests };
    shows ||= isSame(result.resources?.requests, preset.resources.requests);
  }
  if (preset.clock) {
    result.clock = { ...preset.clock, ...result.clock };
    shows ||= isSame(result.clock, preset.clock);
  }
  if (preset.devices?.watchdog) {
    result.devices = { ...result.devices, watchdog: result.devices?.watchdog ?? preset.devices.watchdog };
    shows ||= isSame(result.devices.watchdog, preset.devices.watchdog);
  }
  return { domain: result, shows };
};

/**
 * A new VMI with the presets of its namespace that select it merged in.
 * @upstream presets that contradict each other refuse the VMI; one that contradicts the VMI gives only what fits
 */
export const withPresets = (
  vmi: VirtualMachineInstance,
  presets: readonly VirtualMachineInstancePreset[],
): PresetOutcome => {
  if (vmi.metadata?.annotations?.[annotations.excludePresets] === 'true') return { vmi, applied: [] };
  const selected = presets.filter(
    ({ spec }) => spec?.domain !== undefined && matchesSelector(spec.selector, vmi.metadata?.labels),
  );
  const conflicts = selected.flatMap((preset, index) =>
    selected.slice(0, index).flatMap((earlier) => {
      const found = conflictsOf(preset.spec!.domain!, earlier.spec!.domain!);
      return found.length > 0
        ? [`presets '${preset.metadata?.name}' and '${earlier.metadata?.name}' conflict: ${found.join(', ')}`]
        : [];
    }),
  );
  if (conflicts.length > 0)
    return { conflict: `VirtualMachinePresets cannot be applied due to conflicts: ${conflicts.join(', ')}` };
  let domain = vmi.spec.domain;
  const applied: string[] = [];
  for (const preset of selected) {
    const outcome = merged(preset.spec!.domain!, domain);
    domain = outcome.domain;
    if (outcome.shows) applied.push(preset.metadata?.name ?? '');
  }
  if (selected.length === 0) return { vmi, applied };
  const marks = Object.fromEntries(applied.map((name) => [`${presetAnnotationPrefix}${name}`, apiVersion]));
  return {
    vmi: {
      ...vmi,
      metadata: { ...vmi.metadata, annotations: { ...vmi.metadata?.annotations, ...marks } },
      spec: { ...vmi.spec, domain },
    },
    applied,
  };
};
