// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Clock, Devices, Disk, DomainSpec, Features, Probe } from '@kubevirt-ts/api';

type State = { enabled?: boolean };

const on = <T extends State>(state: T | undefined): T | undefined =>
  state && state.enabled === undefined ? { ...state, enabled: true } : state;

/** An object without its undefined fields, so that a default that adds nothing leaves nothing behind. */
const compact = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

const hypervStates = [
  'relaxed',
  'vapic',
  'vpindex',
  'runtime',
  'synic',
  'reset',
  'vendorid',
  'frequencies',
  'reenlightenment',
  'ipi',
  'evmcs',
] as const;

const withHypervStates = (hyperv: Features['hyperv']): Features['hyperv'] => {
  if (!hyperv) return hyperv;
  const result = { ...hyperv };
  for (const name of hypervStates) result[name] = on(hyperv[name]);
  const { spinlocks, synictimer, tlbflush } = hyperv;
  result.spinlocks =
    spinlocks && (spinlocks.enabled ?? true)
      ? { ...spinlocks, enabled: true, spinlocks: spinlocks.spinlocks ?? 4096 }
      : spinlocks;
  result.synictimer = synictimer && compact({ ...on(synictimer), direct: on(synictimer.direct) });
  result.tlbflush =
    tlbflush && compact({ ...on(tlbflush), direct: on(tlbflush.direct), extended: on(tlbflush.extended) });
  return compact(result);
};

const withFeatures = (features: Features = {}): Features =>
  compact({
    ...features,
    acpi: on(features.acpi ?? {}),
    apic: on(features.apic),
    hyperv: withHypervStates(features.hyperv),
    hypervPassthrough: on(features.hypervPassthrough),
    smm: on(features.smm),
    pvspinlock: on(features.pvspinlock),
  });

const withTimers = (clock: Clock): Clock =>
  clock.timer
    ? {
        ...clock,
        timer: Object.fromEntries(
          Object.entries(clock.timer).map(([name, timer]) => [name, timer && { present: true, ...timer }]),
        ),
      }
    : clock;

const withDisk = (disk: Disk): Disk => {
  const target: Disk = disk.disk || disk.cdrom || disk.lun ? { ...disk } : { ...disk, disk: {} };
  const bus = 'sata';
  if (target.disk) target.disk = { ...target.disk, bus: target.disk.bus || bus };
  if (target.lun) target.lun = { ...target.lun, bus: target.lun.bus || bus };
  if (target.cdrom)
    target.cdrom = {
      ...target.cdrom,
      bus: target.cdrom.bus || bus,
      readonly: target.cdrom.readonly ?? true,
      tray: target.cdrom.tray || 'closed',
    };
  if (target.blockSize?.matchVolume)
    target.blockSize = { ...target.blockSize, matchVolume: on(target.blockSize.matchVolume) };
  return target;
};

const withDevices = (devices: Devices = {}): Devices => {
  const { disks, inputs, watchdog } = devices;
  return compact({
    ...devices,
    disks: disks?.map(withDisk),
    inputs: inputs?.map((input) => ({ ...input, bus: input.bus || 'usb', type: input.type || 'tablet' })),
    watchdog: watchdog && {
      ...watchdog,
      i6300esb: { ...watchdog.i6300esb, action: watchdog.i6300esb?.action || 'reset' },
    },
  });
};

/** A domain with every device, feature and timer that is mentioned spelled out, as an x86 guest gets it. */
export const withDomainDefaults = (domain: DomainSpec): DomainSpec => ({
  ...domain,
  features: withFeatures(domain.features),
  ...(domain.clock && { clock: withTimers(domain.clock) }),
  devices: withDevices(domain.devices),
});

/** A probe with the thresholds Kubernetes' own probes have. */
export const withProbeDefaults = (probe: Probe): Probe => ({
  ...probe,
  timeoutSeconds: Math.max(probe.timeoutSeconds ?? 0, 0) || 1,
  periodSeconds: Math.max(probe.periodSeconds ?? 0, 0) || 10,
  successThreshold: Math.max(probe.successThreshold ?? 0, 0) || 1,
  failureThreshold: Math.max(probe.failureThreshold ?? 0, 0) || 3,
});
