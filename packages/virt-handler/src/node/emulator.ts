// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { conversation } from '@kubevirt-ts/host';
import { isObject, type QmpSession, qmpSession } from '@kubevirt-ts/machine';

/** A CPU model of QEMU. */
interface CpuModel {
  name: string;
  /** Features that the model has, spelled as QEMU spells them. */
  features: string[];
  /** True when QEMU can run it by emulation without leaving a feature out. */
  emulated: boolean;
}

/** What the QEMU of this image can do. */
export interface Emulator {
  machineTypes: string[];
  cpuModels: CpuModel[];
  /** Every feature that emulation offers. */
  emulatedFeatures: string[];
}

/** Asks QEMU itself, without a machine; takes about a second. */
export async function askEmulator(qemu: string): Promise<Emulator> {
  const args = ['-machine', 'none', '-accel', 'tcg', '-nodefaults', '-display', 'none', '-qmp', 'stdio'];
  const { stream, end } = conversation(qemu, args);
  const session = qmpSession(stream);
  try {
    await session.ready;
    const machineTypes = names(await session.execute('query-machines'));
    const definitions = list(await session.execute('query-cpu-definitions'));
    const settings = new Set(await switchedOn(session, 'base'));
    const cpuModels: CpuModel[] = [];
    for (const { name, 'unavailable-features': missing } of definitions) {
      // Versioned names and those that stand for a host are no models to ask for.
      if (typeof name !== 'string' || /-v\d+$/.test(name) || ['base', 'host', 'max'].includes(name)) continue;
      const features = (await switchedOn(session, name)).filter((feature) => !settings.has(feature));
      cpuModels.push({ name, features, emulated: Array.isArray(missing) && missing.length === 0 });
    }
    const emulatedFeatures = (await switchedOn(session, 'max')).filter((feature) => !settings.has(feature));
    return { machineTypes, cpuModels, emulatedFeatures };
  } finally {
    session.close();
    end();
  }
}

async function switchedOn(session: QmpSession, model: string): Promise<string[]> {
  const answer = await session.execute('query-cpu-model-expansion', { type: 'full', model: { name: model } });
  const props = isObject(answer) && isObject(answer.model) ? answer.model.props : undefined;
  if (!isObject(props)) return [];
  return Object.keys(props).filter((name) => props[name] === true);
}

function list(answer: unknown): Record<string, unknown>[] {
  return Array.isArray(answer) ? answer.filter(isObject) : [];
}

function names(answer: unknown): string[] {
  const all = list(answer).flatMap(({ name, alias }) => [name, alias]);
  return all.filter((name): name is string => typeof name === 'string' && name !== 'none').sort();
}
