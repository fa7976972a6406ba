// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What the hypervisor tells the guest it can do.

import { boolean, type Infer, int64, object, ref, string } from '../schema.ts';

export const FeatureState = object('Feature state.', {
  enabled: boolean('Enabled.'),
});
export interface FeatureState extends Infer<typeof FeatureState> {}

export const FeatureAPIC = object('Feature apic.', {
  enabled: boolean('Enabled.'),
  endOfInterrupt: boolean('End of interrupt.'),
});
export interface FeatureAPIC extends Infer<typeof FeatureAPIC> {}

export const FeatureKVM = object('Feature kvm.', {
  hidden: boolean('Hidden.'),
});
export interface FeatureKVM extends Infer<typeof FeatureKVM> {}

export const HyperVPassthrough = object('Hyper vpassthrough.', {
  enabled: boolean('Enabled.'),
});
export interface HyperVPassthrough extends Infer<typeof HyperVPassthrough> {}

export const FeatureSpinlocks = object('Feature spinlocks.', {
  enabled: boolean('Enabled.'),
  spinlocks: int64('Spinlocks.'),
});
export interface FeatureSpinlocks extends Infer<typeof FeatureSpinlocks> {}

export const FeatureVendorID = object('Feature vendor id.', {
  enabled: boolean('Enabled.'),
  vendorid: string('Vendorid.'),
});
export interface FeatureVendorID extends Infer<typeof FeatureVendorID> {}

export const SyNICTimer = object('Sy nictimer.', {
  direct: ref<FeatureState>(FeatureState, 'Direct.'),
  enabled: boolean('Enabled.'),
});
export interface SyNICTimer extends Infer<typeof SyNICTimer> {}

export const TLBFlush = object('Tlbflush.', {
  direct: ref<FeatureState>(FeatureState, 'Direct.'),
  enabled: boolean('Enabled.'),
  extended: ref<FeatureState>(FeatureState, 'Extended.'),
});
export interface TLBFlush extends Infer<typeof TLBFlush> {}

export const FeatureHyperv = object('Feature hyperv.', {
  evmcs: ref<FeatureState>(FeatureState, 'Evmcs.'),
  frequencies: ref<FeatureState>(FeatureState, 'Frequencies.'),
  ipi: ref<FeatureState>(FeatureState, 'Ipi.'),
  reenlightenment: ref<FeatureState>(FeatureState, 'Reenlightenment.'),
  relaxed: ref<FeatureState>(FeatureState, 'Relaxed.'),
  reset: ref<FeatureState>(FeatureState, 'Reset.'),
  runtime: ref<FeatureState>(FeatureState, 'Runtime.'),
  spinlocks: ref<FeatureSpinlocks>(FeatureSpinlocks, 'Spinlocks.'),
  synic: ref<FeatureState>(FeatureState, 'Synic.'),
  synictimer: ref<SyNICTimer>(SyNICTimer, 'Synictimer.'),
  tlbflush: ref<TLBFlush>(TLBFlush, 'Tlbflush.'),
  vapic: ref<FeatureState>(FeatureState, 'Vapic.'),
  vendorid: ref<FeatureVendorID>(FeatureVendorID, 'Vendorid.'),
  vpindex: ref<FeatureState>(FeatureState, 'Vpindex.'),
});
export interface FeatureHyperv extends Infer<typeof FeatureHyperv> {}

export const Features = object('Features.', {
  acpi: ref<FeatureState>(FeatureState, 'Acpi.'),
  apic: ref<FeatureAPIC>(FeatureAPIC, 'Apic.'),
  hyperv: ref<FeatureHyperv>(FeatureHyperv, 'Hyperv.'),
  hypervPassthrough: ref<HyperVPassthrough>(HyperVPassthrough, 'Hyperv passthrough.'),
  kvm: ref<FeatureKVM>(FeatureKVM, 'Kvm.'),
  pvspinlock: ref<FeatureState>(FeatureState, 'Pvspinlock.'),
  smm: ref<FeatureState>(FeatureState, 'Smm.'),
});
export interface Features extends Infer<typeof Features> {}
