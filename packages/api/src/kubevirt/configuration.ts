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

export const KubeVirtConfiguration = object('Kube virt configuration.', {
  additionalGuestMemoryOverheadRatio: string('Additional guest memory overhead ratio.'),
  apiConfiguration: ref<ReloadableComponentConfiguration>(ReloadableComponentConfiguration, 'Api configuration.'),
  architectureConfiguration: ref<ArchConfiguration>(ArchConfiguration, 'Architecture configuration.'),
  autoCPULimitNamespaceLabelSelector: ref<LabelSelector>(LabelSelector, 'Auto cpulimit namespace label selector.'),
  changedBlockTrackingLabelSelectors: ref<ChangedBlockTrackingSelectors>(
    ChangedBlockTrackingSelectors,
    'Changed block tracking label selectors.',
  ),
  commonInstancetypesDeployment: ref<CommonInstancetypesDeployment>(
    CommonInstancetypesDeployment,
    'Common instancetypes deployment.',
  ),
  confidentialCompute: ref<ConfidentialComputeConfiguration>(ConfidentialComputeConfiguration, 'Confidential compute.'),
  controllerConfiguration: ref<ReloadableComponentConfiguration>(
    ReloadableComponentConfiguration,
    'Controller configuration.',
  ),
  cpuModel: string('Cpu model.'),
  cpuRequest: quantity('Cpu request.'),
  defaultRuntimeClass: string('Default runtime class.'),
  developerConfiguration: ref<DeveloperConfiguration>(DeveloperConfiguration, 'Developer configuration.'),
  emulatedMachines: list(string(), 'Emulated machines.'),
  evictionStrategy: string('Eviction strategy.'),
  handlerConfiguration: ref<ReloadableComponentConfiguration>(
    ReloadableComponentConfiguration,
    'Handler configuration.',
  ),
  hypervisors: atomicList(ref<HypervisorConfiguration>(HypervisorConfiguration), 'Hypervisors.'),
  imagePullPolicy: oneOf(['Always', 'IfNotPresent', 'Never'], 'Image pull policy.', { inDefinition: false }),
  instancetype: ref<InstancetypeConfiguration>(InstancetypeConfiguration, 'Instancetype.'),
  ksmConfiguration: ref<KSMConfiguration>(KSMConfiguration, 'Ksm configuration.'),
  liveUpdateConfiguration: ref<LiveUpdateConfiguration>(LiveUpdateConfiguration, 'Live update configuration.'),
  machineType: string('Machine type.'),
  mediatedDevicesConfiguration: ref<MediatedDevicesConfiguration>(
    MediatedDevicesConfiguration,
    'Mediated devices configuration.',
  ),
  memBalloonStatsPeriod: int64('Mem balloon stats period.'),
  migrations: ref<MigrationConfiguration>(MigrationConfiguration, 'Migrations.'),
  minCPUModel: string('Min cpumodel.'),
  network: ref<NetworkConfiguration>(NetworkConfiguration, 'Network.'),
  obsoleteCPUModels: map(boolean(), 'Obsolete cpumodels.'),
  ovmfPath: string('Ovmf path.'),
  permittedHostDevices: ref<PermittedHostDevices>(PermittedHostDevices, 'Permitted host devices.'),
  persistentReservationConfiguration: ref<PersistentReservationConfiguration>(
    PersistentReservationConfiguration,
    'Persistent reservation configuration.',
  ),
  roleAggregationStrategy: string('Role aggregation strategy.'),
  seccompConfiguration: ref<SeccompConfiguration>(SeccompConfiguration, 'Seccomp configuration.'),
  selinuxLauncherType: string('Selinux launcher type.'),
  smbios: ref<SMBiosConfiguration>(SMBiosConfiguration, 'Smbios.'),
  supportContainerResources: keyedList(
    ['type'],
    ref<SupportContainerResources>(SupportContainerResources),
    'Support container resources.',
  ),
  supportedGuestAgentVersions: list(string(), 'Supported guest agent versions.'),
  tlsConfiguration: ref<TLSConfiguration>(TLSConfiguration, 'Tls configuration.'),
  virtTemplateDeployment: ref<VirtTemplateDeployment>(VirtTemplateDeployment, 'Virt template deployment.'),
  virtualMachineInstancesPerNode: int32('Virtual machine instances per node.'),
  virtualMachineOptions: ref<VirtualMachineOptions>(VirtualMachineOptions, 'Virtual machine options.'),
  vmRolloutStrategy: string('Vm rollout strategy.'),
  vmStateStorageClass: string('Vm state storage class.'),
  webhookConfiguration: ref<ReloadableComponentConfiguration>(
    ReloadableComponentConfiguration,
    'Webhook configuration.',
  ),
});
export interface KubeVirtConfiguration extends Infer<typeof KubeVirtConfiguration> {}
