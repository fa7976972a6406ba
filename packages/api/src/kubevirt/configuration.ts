// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Everything an administrator can tune.

import { LabelSelector } from '../meta/label-selector.ts';
import {
  atomicList,
  boolean,
  type Infer,
  int32,
  int64,
  keyedList,
  list,
  map,
  object,
  oneOf,
  quantity,
  ref,
  string,
} from '../schema.ts';
import {
  KSMConfiguration,
  ReloadableComponentConfiguration,
  SupportContainerResources,
  TLSConfiguration,
} from './component-configuration.ts';
import {
  CommonInstancetypesDeployment,
  InstancetypeConfiguration,
  VirtTemplateDeployment,
} from './deployment-configuration.ts';
import { DeveloperConfiguration } from './developer-configuration.ts';
import {
  MediatedDevicesConfiguration,
  PermittedHostDevices,
  PersistentReservationConfiguration,
} from './device-configuration.ts';
import {
  ArchConfiguration,
  ChangedBlockTrackingSelectors,
  HypervisorConfiguration,
  LiveUpdateConfiguration,
  SMBiosConfiguration,
  VirtualMachineOptions,
} from './machine-configuration.ts';
import { MigrationConfiguration } from './migration-configuration.ts';
import { NetworkConfiguration } from './network-configuration.ts';
import { ConfidentialComputeConfiguration, SeccompConfiguration } from './security-configuration.ts';

export const KubeVirtConfiguration = object(
  'Everything an administrator can tune; components follow it without a restart.',
  {
    developerConfiguration: ref<DeveloperConfiguration>(
      DeveloperConfiguration,
      'Feature gates, log levels and other knobs.',
    ),
    migrations: ref<MigrationConfiguration>(MigrationConfiguration, 'Limits and switches of live migrations.'),
    network: ref<NetworkConfiguration>(NetworkConfiguration, 'Which bindings VMs may use.'),
    evictionStrategy: string(
      'What an eviction does to VMs that do not say: None (default), LiveMigrate, LiveMigrateIfPossible or External.',
    ),
    vmRolloutStrategy: oneOf(
      ['Stage', 'LiveUpdate'],
      'Whether changes reach running VMs where they can (LiveUpdate, default) or wait for a restart (Stage).',
      { strict: true },
    ),
    liveUpdateConfiguration: ref<LiveUpdateConfiguration>(LiveUpdateConfiguration, 'How far running VMs can grow.'),
    cpuModel: string('CPU model of VMs that name none; host-model when absent.'),
    cpuRequest: quantity('CPU requested for VMs that do not say; 100m for each virtual CPU when absent.'),
    additionalGuestMemoryOverheadRatio: string(
      "Factor on the memory that is reserved beyond the guest's, as text, at least 1.0.",
    ),
    virtualMachineInstancesPerNode: int32('VMs a node takes at most; also the device slots it offers.'),
    memBalloonStatsPeriod: int64("Seconds between two reports of guests' memory; 10 when absent, 0 for none."),
    imagePullPolicy: oneOf(
      ['Always', 'IfNotPresent', 'Never'],
      'When images of VMs are pulled; IfNotPresent when absent.',
    ),
    architectureConfiguration: ref<ArchConfiguration>(ArchConfiguration, 'Machines by architecture.'),
    smbios: ref<SMBiosConfiguration>(SMBiosConfiguration, 'What guests read about their machine from SMBIOS.'),
    permittedHostDevices: ref<PermittedHostDevices>(PermittedHostDevices, 'Devices of nodes that VMs may have.'),
    mediatedDevicesConfiguration: ref<MediatedDevicesConfiguration>(
      MediatedDevicesConfiguration,
      'Mediated devices that are made on nodes.',
    ),
    vmStateStorageClass: string(
      "Storage class of the small claims for TPM and UEFI state; the cluster's default when absent.",
    ),
    instancetype: ref<InstancetypeConfiguration>(
      InstancetypeConfiguration,
      'How instance types and preferences are used.',
    ),
    virtualMachineOptions: ref<VirtualMachineOptions>(VirtualMachineOptions, 'Switches for all VMs.'),
    supportContainerResources: keyedList(
      ['type'],
      ref<SupportContainerResources>(SupportContainerResources),
      'What helper containers claim.',
    ),
    tlsConfiguration: ref<TLSConfiguration>(TLSConfiguration, 'TLS of all servers of KubeVirt.'),
    seccompConfiguration: ref<SeccompConfiguration>(SeccompConfiguration, 'Limits on system calls of VMs.'),
    selinuxLauncherType: string("SELinux type of VMs' pods; the runtime's when absent."),
    defaultRuntimeClass: string("Runtime class of VMs' pods."),
    ksmConfiguration: ref<KSMConfiguration>(KSMConfiguration, 'Kernel same-page merging.'),
    autoCPULimitNamespaceLabelSelector: ref<LabelSelector>(
      LabelSelector,
      'Namespaces whose VMs get a CPU limit of as many CPUs as they have.',
    ),
    changedBlockTrackingLabelSelectors: ref<ChangedBlockTrackingSelectors>(
      ChangedBlockTrackingSelectors,
      'VMs whose changed blocks are remembered for incremental backups.',
    ),
    persistentReservationConfiguration: ref<PersistentReservationConfiguration>(
      PersistentReservationConfiguration,
      'Persistent reservations of SCSI.',
    ),
    confidentialCompute: ref<ConfidentialComputeConfiguration>(
      ConfidentialComputeConfiguration,
      'Guests that are protected from their hosts.',
    ),
    hypervisors: atomicList(
      ref<HypervisorConfiguration>(HypervisorConfiguration),
      'The hypervisor that runs VMs; at most one, kvm when absent.',
      { maxItems: 1 },
    ),
    apiConfiguration: ref<ReloadableComponentConfiguration>(
      ReloadableComponentConfiguration,
      'Limit on requests of virt-api; 200 a second, 400 at once, when absent.',
    ),
    controllerConfiguration: ref<ReloadableComponentConfiguration>(
      ReloadableComponentConfiguration,
      'Limit on requests of virt-controller; 200 a second, 400 at once, when absent.',
    ),
    handlerConfiguration: ref<ReloadableComponentConfiguration>(
      ReloadableComponentConfiguration,
      'Limit on requests of virt-handler; 50 a second, 100 at once, when absent.',
    ),
    webhookConfiguration: ref<ReloadableComponentConfiguration>(
      ReloadableComponentConfiguration,
      'Limit on requests of the webhooks; 200 a second, 400 at once, when absent.',
    ),
    commonInstancetypesDeployment: ref<CommonInstancetypesDeployment>(
      CommonInstancetypesDeployment,
      'The instance types and preferences that come with KubeVirt.',
    ),
    virtTemplateDeployment: ref<VirtTemplateDeployment>(VirtTemplateDeployment, 'The components for VM templates.'),
    roleAggregationStrategy: oneOf(
      ['AggregateToDefault', 'Manual'],
      "Whether KubeVirt's roles are added to admin, edit and view (AggregateToDefault, default) or not (Manual).",
      { strict: true },
    ),
    obsoleteCPUModels: map(boolean(), 'CPU models that nodes do not offer, each true.'),
    machineType: string('Deprecated: see architectureConfiguration.'),
    emulatedMachines: list(string(), 'Deprecated: see architectureConfiguration.'),
    ovmfPath: string('Deprecated: see architectureConfiguration.'),
    minCPUModel: string('Deprecated: without effect.'),
    supportedGuestAgentVersions: list(string(), 'Deprecated: without effect.'),
  },
);
export interface KubeVirtConfiguration extends Infer<typeof KubeVirtConfiguration> {}
