// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** The processor of this node, as Linux describes it. */
export interface Processor {
  vendor?: string;
  /** Features in their canonical spelling. */
  features: string[];
}

/** Features with several names, of Linux or of QEMU, and the one that counts here. */
const aliases: Record<string, string> = {
  'tsc-deadline-timer': 'tsc-deadline',
  ibrs: 'spec-ctrl',
  sse3: 'pni',
  xd: 'nx',
  i64: 'lm',
  pclmuldq: 'pclmulqdq',
  ffxsr: 'fxsr-opt',
};

/** KVM offers these on every processor. */
const alwaysWithKvm = ['x2apic', 'tsc-deadline', 'hypervisor'];

/** Reads the text of /proc/cpuinfo. */
export function readProcessor(cpuinfo: string): Processor {
  const field = (name: string): string | undefined =>
    cpuinfo.match(new RegExp(`^${name}\\s*:\\s*(.*)$`, 'm'))?.[1]?.trim();
  const flags = (field('flags') ?? '').split(/\s+/).filter((flag) => flag !== '');
  const features = flags.map(canonicalFeature);
  const vendor = vendors[field('vendor_id') ?? ''];
  return { ...(vendor ? { vendor } : {}), features: [...new Set([...features, ...alwaysWithKvm])] };
}

/** One spelling for a feature: QEMU writes `sse4.1`, Linux `sse4_1`. */
export function canonicalFeature(name: string): string {
  const spelled = name.replace(/[_.]/g, '-');
  return aliases[spelled] ?? spelled;
}

const vendors: Record<string, string> = { GenuineIntel: 'Intel', AuthenticAMD: 'AMD' };
