// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { KubeVirt, KubeVirtConfiguration } from '@kubevirt-ts/api';
import { type Gate, gateEnabled } from './gates.ts';

/** How verbose each program is, as in `developerConfiguration.logVerbosity`; 2 unless set. */
export interface LogVerbosity {
  virtAPI: number;
  virtController: number;
  virtHandler: number;
  virtLauncher: number;
  virtOperator: number;
  nodeVerbosity: Record<string, number>;
}

/** Requests per second and their burst of one program's client. */
export interface RateLimit {
  qps: number;
  burst: number;
}

/** What a guest of one architecture is emulated as. */
export interface ArchitectureDefaults {
  machineType: string;
  /** Globs of the machine types a VM may ask for. */
  emulatedMachines: string[];
  ovmfPath: string;
}

/** Migration settings with every default applied; seconds, milliseconds and bytes as the names say. */
export interface MigrationDefaults {
  nodeDrainTaintKey: string;
  parallelOutboundMigrationsPerNode: number;
  parallelMigrationsPerCluster: number;
  allowAutoConverge: boolean;
  allowPostCopy: boolean;
  allowWorkloadDisruption: boolean;
  /** A quantity per second; "0" is unlimited. */
  bandwidthPerMigration: string;
  completionTimeoutPerGiBSeconds: number;
  progressTimeoutSeconds: number;
  utilityVolumesTimeoutSeconds: number;
  maxDowntimeMs: number;
  unsafeMigrationOverride: boolean;
  disableTLS: boolean;
  matchSELinuxLevelOnMigration: boolean;
  network?: string;
}

/** The cluster's configuration with every default applied, as the programs read it. */
export interface ClusterConfig {
  /** Whether a feature gate is on. */
  isEnabled(gate: Gate): boolean;
  /** The gates named in the CR, for those who only repeat them. */
  featureGates: readonly string[];
  useEmulation: boolean;
  cpuAllocationRatio: number;
  memoryOvercommitPercent: number;
  /** Per vCPU request of a VMI without one of its own. */
  cpuRequest: string;
  /** Default CPU model of guests, or nothing for `host-model`. */
  cpuModel?: string;
  minCPUModel?: string;
  obsoleteCPUModels: Record<string, boolean>;
  defaultArchitecture: string;
  architectures: Record<string, ArchitectureDefaults>;
  /** Machine type of the default architecture. */
  machineType: string;
  smbios: { manufacturer: string; product: string; family: string; version: string; sku: string };
  imagePullPolicy: string;
  evictionStrategy: string;
  defaultNetworkInterface: 'masquerade' | 'bridge';
  permitBridgeInterfaceOnPodNetwork: boolean;
  networkBindings: Record<string, unknown>;
  nodeSelectors: Record<string, string>;
  /** Multiplies the memory a pod asks for beyond the guest's own; at least 1. */
  additionalGuestMemoryOverheadRatio: number;
  /** How many VM slots a node offers, or nothing for the handler's own figure. */
  virtualMachineInstancesPerNode?: number;
  vmRolloutStrategy: 'LiveUpdate' | 'Stage';
  liveUpdate: { maxHotplugRatio: number; maxCpuSockets?: number; maxGuest?: string };
  migrations: MigrationDefaults;
  memBalloonStatsPeriodSeconds: number;
  defaultRuntimeClass?: string;
  selinuxLauncherType?: string;
  vmStateStorageClass?: string;
  pvcTolerateLessSpaceUpToPercent: number;
  minimumReservePVCBytes: number;
  diskVerificationMemoryLimit: string;
  disableFreePageReporting: boolean;
  disableSerialConsoleLog: boolean;
  instancetypeReferencePolicy: string;
  supportContainerResources: NonNullable<KubeVirtConfiguration['supportContainerResources']>;
  permittedHostDevices?: KubeVirtConfiguration['permittedHostDevices'];
  seccompConfiguration?: KubeVirtConfiguration['seccompConfiguration'];
  tlsConfiguration?: KubeVirtConfiguration['tlsConfiguration'];
  autoCPULimitNamespaceLabelSelector?: KubeVirtConfiguration['autoCPULimitNamespaceLabelSelector'];
  logVerbosity: LogVerbosity;
  rateLimits: { api: RateLimit; webhook: RateLimit; controller: RateLimit; handler: RateLimit };
}

const ownArchitectures: Record<string, ArchitectureDefaults> = {
  amd64: { machineType: 'q35', emulatedMachines: ['q35*', 'pc-q35*'], ovmfPath: '/usr/share/edk2/ovmf' },
  arm64: { machineType: 'virt', emulatedMachines: ['virt*'], ovmfPath: '/usr/share/AAVMF' },
  s390x: { machineType: 's390-ccw-virtio', emulatedMachines: ['s390-ccw-virtio*'], ovmfPath: '' },
};

const architecturesOf = (configuration: KubeVirtConfiguration): Record<string, ArchitectureDefaults> => {
  const result: Record<string, ArchitectureDefaults> = {};
  for (const [name, own] of Object.entries(ownArchitectures)) {
    const set = configuration.architectureConfiguration?.[name as 'amd64' | 'arm64' | 's390x'];
    const older = name === 'amd64' ? configuration : undefined;
    result[name] = {
      machineType: set?.machineType || older?.machineType || own.machineType,
      emulatedMachines: set?.emulatedMachines ?? older?.emulatedMachines ?? own.emulatedMachines,
      ovmfPath: set?.ovmfPath || older?.ovmfPath || own.ovmfPath,
    };
  }
  return result;
};

const migrationsOf = (configuration: KubeVirtConfiguration): MigrationDefaults => {
  const set = configuration.migrations;
  const allowPostCopy = set?.allowPostCopy ?? false;
  return {
    nodeDrainTaintKey: set?.nodeDrainTaintKey || 'kubevirt.io/drain',
    parallelOutboundMigrationsPerNode: set?.parallelOutboundMigrationsPerNode ?? 2,
    parallelMigrationsPerCluster: set?.parallelMigrationsPerCluster ?? 5,
    allowAutoConverge: set?.allowAutoConverge ?? false,
    allowPostCopy,
    allowWorkloadDisruption: set?.allowWorkloadDisruption ?? allowPostCopy,
    bandwidthPerMigration: String(set?.bandwidthPerMigration ?? '0'),
    completionTimeoutPerGiBSeconds: set?.completionTimeoutPerGiB ?? 150,
    progressTimeoutSeconds: set?.progressTimeout ?? 150,
    utilityVolumesTimeoutSeconds: set?.utilityVolumesTimeout ?? 150,
    maxDowntimeMs: set?.maxDowntimeMs ?? 900,
    unsafeMigrationOverride: set?.unsafeMigrationOverride ?? false,
    disableTLS: set?.disableTLS ?? false,
    matchSELinuxLevelOnMigration: set?.matchSELinuxLevelOnMigration ?? true,
    network: set?.network,
  };
};

const rateLimitOf = (set: KubeVirtConfiguration['apiConfiguration'], own: RateLimit): RateLimit => {
  const bucket = set?.restClient?.rateLimiter?.tokenBucketRateLimiter;
  return { qps: bucket?.qps || own.qps, burst: bucket?.burst || own.burst };
};

const ratioOf = (text: string | undefined): number => {
  const ratio = Number(text);
  return text && Number.isFinite(ratio) && ratio >= 1 ? ratio : 1;
};

/**
 * The configuration every program works with: what the KubeVirt object says, and KubeVirt's defaults for the rest.
 * @differs the default network interface is masquerade, because a bridge on the pod network needs a privileged
 *   helper this project does not ship; for the same reason `permitBridgeInterfaceOnPodNetwork` is never true
 */
export const clusterConfig = (kubevirt: KubeVirt | undefined): ClusterConfig => {
  const configuration: KubeVirtConfiguration = kubevirt?.spec?.configuration ?? {};
  const developer = configuration.developerConfiguration;
  const listed = developer?.featureGates ?? [];
  const disabled = developer?.disabledFeatureGates ?? [];
  const architectures = architecturesOf(configuration);
  const defaultArchitecture = configuration.architectureConfiguration?.defaultArchitecture || 'amd64';
  const verbosity = developer?.logVerbosity;
  return {
    isEnabled: (gate) => gateEnabled(gate, listed, disabled),
    featureGates: listed,
    useEmulation: developer?.useEmulation ?? false,
    cpuAllocationRatio: developer?.cpuAllocationRatio || 10,
    memoryOvercommitPercent: developer?.memoryOvercommit || 100,
    cpuRequest: String(configuration.cpuRequest ?? '100m'),
    cpuModel: configuration.cpuModel || undefined,
    minCPUModel: configuration.minCPUModel || undefined,
    obsoleteCPUModels: configuration.obsoleteCPUModels ?? {},
    defaultArchitecture,
    architectures,
    machineType: architectures[defaultArchitecture]?.machineType ?? 'q35',
    smbios: {
      manufacturer: configuration.smbios?.manufacturer || 'KubeVirt',
      product: configuration.smbios?.product || 'None',
      family: configuration.smbios?.family || 'KubeVirt',
      version: configuration.smbios?.version ?? '',
      sku: configuration.smbios?.sku ?? '',
    },
    imagePullPolicy: configuration.imagePullPolicy || 'IfNotPresent',
    evictionStrategy: configuration.evictionStrategy || 'None',
    defaultNetworkInterface: configuration.network?.defaultNetworkInterface === 'bridge' ? 'bridge' : 'masquerade',
    permitBridgeInterfaceOnPodNetwork: false,
    networkBindings: { ...configuration.network?.binding },
    nodeSelectors: developer?.nodeSelectors ?? {},
    additionalGuestMemoryOverheadRatio: ratioOf(configuration.additionalGuestMemoryOverheadRatio),
    virtualMachineInstancesPerNode: configuration.virtualMachineInstancesPerNode,
    vmRolloutStrategy: configuration.vmRolloutStrategy === 'Stage' ? 'Stage' : 'LiveUpdate',
    liveUpdate: {
      maxHotplugRatio: configuration.liveUpdateConfiguration?.maxHotplugRatio || 4,
      maxCpuSockets: configuration.liveUpdateConfiguration?.maxCpuSockets,
      maxGuest: configuration.liveUpdateConfiguration?.maxGuest?.toString(),
    },
    migrations: migrationsOf(configuration),
    memBalloonStatsPeriodSeconds: configuration.memBalloonStatsPeriod ?? 10,
    defaultRuntimeClass: configuration.defaultRuntimeClass || undefined,
    selinuxLauncherType: configuration.selinuxLauncherType || undefined,
    vmStateStorageClass: configuration.vmStateStorageClass || undefined,
    pvcTolerateLessSpaceUpToPercent: developer?.pvcTolerateLessSpaceUpToPercent ?? 10,
    minimumReservePVCBytes: developer?.minimumReservePVCBytes ?? 131072,
    diskVerificationMemoryLimit: String(developer?.diskVerification?.memoryLimit ?? '2000Mi'),
    disableFreePageReporting: configuration.virtualMachineOptions?.disableFreePageReporting !== undefined,
    disableSerialConsoleLog: configuration.virtualMachineOptions?.disableSerialConsoleLog !== undefined,
    instancetypeReferencePolicy: configuration.instancetype?.referencePolicy || 'reference',
    supportContainerResources: configuration.supportContainerResources ?? [],
    permittedHostDevices: configuration.permittedHostDevices,
    seccompConfiguration: configuration.seccompConfiguration,
    tlsConfiguration: configuration.tlsConfiguration,
    autoCPULimitNamespaceLabelSelector: configuration.autoCPULimitNamespaceLabelSelector,
    logVerbosity: {
      virtAPI: verbosity?.virtAPI || 2,
      virtController: verbosity?.virtController || 2,
      virtHandler: verbosity?.virtHandler || 2,
      virtLauncher: verbosity?.virtLauncher || 2,
      virtOperator: verbosity?.virtOperator || 2,
      nodeVerbosity: verbosity?.nodeVerbosity ?? {},
    },
    rateLimits: {
      api: rateLimitOf(configuration.apiConfiguration, { qps: 200, burst: 400 }),
      webhook: rateLimitOf(configuration.webhookConfiguration, { qps: 200, burst: 400 }),
      controller: rateLimitOf(configuration.controllerConfiguration, { qps: 200, burst: 400 }),
      handler: rateLimitOf(configuration.handlerConfiguration, { qps: 50, burst: 100 }),
    },
  };
};
