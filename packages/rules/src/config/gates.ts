// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Every feature gate KubeVirt v1.9.0 knows, by the stage that decides whether it is on when nobody says. */
export const gateStages = {
  'General Availability': [
    'AutoResourceLimitsGate',
    'BochsDisplayForEFIGuests',
    'CPUNodeDiscovery',
    'ClusterProfiler',
    'CommonInstancetypesDeploymentGate',
    'DisableCustomSELinuxPolicy',
    'DynamicPodInterfaceNaming',
    'EnableVirtioFsConfigVolumes',
    'ExpandDisks',
    'GPU',
    'HotplugNICs',
    'InstancetypeReferencePolicy',
    'LiveMigration',
    'LiveUpdateNADRef',
    'MigrationPriorityQueue',
    'NUMA',
    'NetworkBindingPlugins',
    'NonRoot',
    'PSA',
    'PanicDevices',
    'PersistentReservation',
    'SRIOVLiveMigration',
    'SecureExecution',
    'VMExport',
    'VMLiveUpdateFeatures',
    'VMPersistentState',
    'VideoConfig',
    'VolumeMigration',
    'VolumesUpdateStrategy',
  ],
  Beta: [
    'DeclarativeHotplugVolumes',
    'ExternalNetResourceInjection',
    'GPUsWithDRA',
    'HostDevicesWithDRA',
    'ImageVolume',
    'KubevirtSeccompProfile',
    'LibvirtHooksServerAndClient',
    'NodeRestriction',
    'OptOutRoleAggregation',
    'PasstBinding',
    'PodSecondaryInterfaceNamingUpgrade',
    'RebootPolicy',
    'Snapshot',
    'Template',
    'VmiMemoryOverheadReport',
    'WorkloadEncryptionSEV',
  ],
  Alpha: [
    'AlignCPUs',
    'CPUManager',
    'ConfigurableHypervisor',
    'ContainerPathVolumes',
    'CrossArchitectureVirtualization',
    'DecentralizedLiveMigration',
    'DownwardMetrics',
    'EnableVirtioFsStorageVolumes',
    'ExperimentalIgnitionSupport',
    'FirmwareAutoSelection',
    'GraceIOVirtualization',
    'HostDevices',
    'HostDisk',
    'HypervStrictCheck',
    'IOMMUFD',
    'IncrementalBackup',
    'MigrationStallDetection',
    'NetworkDevicesWithDRA',
    'OCIExport',
    'ObjectGraph',
    'PCINUMAAwareTopology',
    'Plugins',
    'PortRangesSpec',
    'ReservedOverheadMemlock',
    'Root',
    'Sidecar',
    'UtilityVolumes',
    'VGPULiveMigration',
    'VMStatsCollector',
    'VSOCK',
    'WorkloadEncryptionTDX',
  ],
  Deprecated: ['DisableMDEVConfiguration', 'DockerSELinuxMCSWorkaround', 'HotplugVolumes', 'MultiArchitecture'],
  Discontinued: ['ExperimentalVirtiofsSupport', 'Macvtap', 'Passt', 'PasstIPStackMigration'],
} as const;

/** The life stage of a feature gate. */
export type GateStage = keyof typeof gateStages;
/** The name of a feature gate that KubeVirt v1.9.0 knows. */
export type Gate = (typeof gateStages)[GateStage][number];

const stageOf = new Map<string, GateStage>(
  Object.entries(gateStages).flatMap(([stage, gates]) => gates.map((gate) => [gate, stage as GateStage] as const)),
);

/** The life stage of a gate, or nothing for a name nobody ever registered. */
export const gateStage = (gate: string): GateStage | undefined => stageOf.get(gate);

/**
 * Whether a gate is on: generally available ones always, then whatever is listed, then betas.
 * @upstream a gate listed as both enabled and disabled is on
 */
export const gateEnabled = (gate: Gate, listed: readonly string[], disabled: readonly string[]): boolean => {
  const stage = stageOf.get(gate);
  if (stage === 'General Availability') return true;
  if (stage === 'Discontinued') return false;
  if (listed.includes(gate)) return true;
  return stage === 'Beta' && !disabled.includes(gate);
};
