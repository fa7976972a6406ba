// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What the hypervisor tells the guest it can do.

import { boolean, type Infer, int64, object, ref, string } from '../schema.ts';

export const FeatureState = object('A switch.', {
  enabled: boolean('Whether it is on; true when the switch is given without a value.'),
});
export interface FeatureState extends Infer<typeof FeatureState> {}

export const FeatureAPIC = object('The interrupt controller of the guest.', {
  enabled: boolean('Whether the guest has it; true when absent.'),
  endOfInterrupt: boolean('Interrupts are acknowledged without leaving the guest; false when absent.'),
});
export interface FeatureAPIC extends Infer<typeof FeatureAPIC> {}

export const FeatureKVM = object('What the guest may learn about KVM.', {
  hidden: boolean('The guest cannot see that it runs on KVM; false when absent.'),
});
export interface FeatureKVM extends Infer<typeof FeatureKVM> {}

export const HyperVPassthrough = object('All Hyper-V features the node has.', {
  enabled: boolean('Whether they are passed on; the VM then cannot migrate.'),
});
export interface HyperVPassthrough extends Infer<typeof HyperVPassthrough> {}

export const FeatureSpinlocks = object('How often a guest tries a lock before it lets go of the CPU.', {
  enabled: boolean('Whether the guest is told; true when absent.'),
  spinlocks: int64('Attempts; 4096 when absent.'),
});
export interface FeatureSpinlocks extends Infer<typeof FeatureSpinlocks> {}

export const FeatureVendorID = object("The hypervisor's name as the guest reads it.", {
  enabled: boolean('Whether the name is set; true when absent.'),
  vendorid: string('The name, at most 12 characters.'),
});
export interface FeatureVendorID extends Infer<typeof FeatureVendorID> {}

export const SyNICTimer = object('Timers of the synthetic interrupt controller.', {
  enabled: boolean('Whether the guest has them; true when absent.'),
  direct: ref<FeatureState>(FeatureState, 'Timer interrupts come as ordinary interrupts instead of messages.'),
});
export interface SyNICTimer extends Infer<typeof SyNICTimer> {}

export const TLBFlush = object('Address caches of other virtual CPUs are flushed by the hypervisor.', {
  enabled: boolean('Whether the guest may ask for it; true when absent.'),
  direct: ref<FeatureState>(FeatureState, 'A nested guest may ask the hypervisor below for it.'),
  extended: ref<FeatureState>(FeatureState, 'The guest may ask for parts of the cache.'),
});
export interface TLBFlush extends Infer<typeof TLBFlush> {}

export const FeatureHyperv = object(
  'Features of Hyper-V that make Windows guests fast; each stays as the machine type has it unless given.',
  {
    relaxed: ref<FeatureState>(FeatureState, 'The guest does not panic when a CPU was not scheduled for a while.'),
    vapic: ref<FeatureState>(FeatureState, 'The interrupt controller is reached without leaving the guest.'),
    spinlocks: ref<FeatureSpinlocks>(
      FeatureSpinlocks,
      'How often a lock is tried before the guest lets go of the CPU.',
    ),
    vpindex: ref<FeatureState>(FeatureState, 'Each virtual CPU has a number the guest can read.'),
    runtime: ref<FeatureState>(FeatureState, 'The guest can read how long each virtual CPU ran.'),
    synic: ref<FeatureState>(FeatureState, 'The synthetic interrupt controller.'),
    synictimer: ref<SyNICTimer>(
      SyNICTimer,
      'Timers of the synthetic interrupt controller; switches on synic and vpindex.',
    ),
    reset: ref<FeatureState>(FeatureState, 'The guest can reset itself by a Hyper-V register; needs synic.'),
    vendorid: ref<FeatureVendorID>(FeatureVendorID, "The hypervisor's name as the guest reads it."),
    frequencies: ref<FeatureState>(
      FeatureState,
      'The guest can read the frequencies of clock and interrupt controller.',
    ),
    reenlightenment: ref<FeatureState>(
      FeatureState,
      "The guest is told when the clock's frequency changes, as after a migration.",
    ),
    tlbflush: ref<TLBFlush>(TLBFlush, 'Address caches are flushed by the hypervisor; switches on vpindex.'),
    ipi: ref<FeatureState>(FeatureState, 'Interrupts between CPUs are sent by the hypervisor; switches on vpindex.'),
    evmcs: ref<FeatureState>(
      FeatureState,
      'Nested guests leave faster; needs an Intel CPU, switches on vapic and the CPU feature vmx.',
    ),
  },
);
export interface FeatureHyperv extends Infer<typeof FeatureHyperv> {}

export const Features = object('What the hypervisor tells the guest it can do.', {
  acpi: ref<FeatureState>(
    FeatureState,
    'ACPI, by which the guest learns of its devices and is asked to power off; on when absent.',
  ),
  apic: ref<FeatureAPIC>(FeatureAPIC, 'The interrupt controller; as the machine type has it when absent.'),
  smm: ref<FeatureState>(
    FeatureState,
    'System management mode, which secure boot needs; as the machine type has it when absent.',
  ),
  kvm: ref<FeatureKVM>(FeatureKVM, 'What the guest may learn about KVM.'),
  pvspinlock: ref<FeatureState>(
    FeatureState,
    'Locks that let go of the CPU while waiting; as the machine type has it when absent.',
  ),
  hyperv: ref<FeatureHyperv>(FeatureHyperv, 'Features of Hyper-V, for Windows guests.'),
  hypervPassthrough: ref<HyperVPassthrough>(HyperVPassthrough, 'All features of Hyper-V that the node has.'),
});
export interface Features extends Infer<typeof Features> {}
