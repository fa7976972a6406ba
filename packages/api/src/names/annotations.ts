// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Annotations that KubeVirt reads or writes. */
export const annotations = {
  /** Name of the VMI, on its pod. */
  domain: 'kubevirt.io/domain',
  defaultContainer: 'kubectl.kubernetes.io/default-container',
  migrationTransportUnix: 'kubevirt.io/migrationTransportUnix',
  /** Name of the migration a target pod belongs to. */
  migrationJobName: 'kubevirt.io/migrationJobName',
  /** Node that an evacuation migration leaves. */
  evacuationMigration: 'kubevirt.io/evacuationMigration',
  /** On a migration that the workload updater asked for. */
  workloadUpdateMigration: 'kubevirt.io/workloadUpdateMigration',
  /** On a migration: seconds until an unschedulable target pod is given up, 300 by default. */
  migrationUnschedulablePodTimeoutSeconds: 'kubevirt.io/migrationUnschedulablePodTimeoutSeconds',
  /** On a migration: seconds until a pending target pod is given up, 900 by default. */
  migrationPendingPodTimeoutSeconds: 'kubevirt.io/migrationPendingPodTimeoutSeconds',
  /** Who asked for the eviction. */
  evictionSource: 'kubevirt.io/eviction-source',
  deschedulerEvictionInProgress: 'descheduler.alpha.kubernetes.io/eviction-in-progress',
  deschedulerRequestEvictOnly: 'descheduler.alpha.kubernetes.io/request-evict-only',
  /** Generation of the VM that the VMI was made from. */
  vmGeneration: 'kubevirt.io/vm-generation',
  /** On a VMI that waits for another cluster to send it. */
  createMigrationTarget: 'kubevirt.io/create-migration-target',
  /** Run strategy to go back to when a received VM runs. */
  restoreRunStrategy: 'kubevirt.io/restore-run-strategy',
  /** "false": data volumes are made when the VM starts. */
  immediateDataVolumeCreation: 'kubevirt.io/immediate-data-volume-creation',
  ephemeralProvisioning: 'kubevirt.io/ephemeral-provisioning',
  memoryDump: 'kubevirt.io/memory-dump',
  /** Bytes of the pod's memory request that are not the guest's. */
  memoryOverheadBytes: 'kubevirt.io/memory-overhead-bytes',
  keepLauncherAliveAfterFailure: 'kubevirt.io/keep-launcher-alive-after-failure',
  failFast: 'kubevirt.io/func-test-virt-launcher-fail-fast',
  pauseGuestAgentProbes: 'kubevirt.io/pause-guest-agent-probes',
  memfd: 'kubevirt.io/memfd',
  disablePciHole64: 'kubevirt.io/disablePCIHole64',
  placePciDevicesOnRootComplex: 'kubevirt.io/placePCIDevicesOnRootComplex',
  pciTopologyVersion: 'kubevirt.io/pci-topology-version',
  pciInterfaceSlotCount: 'kubevirt.io/pci-interface-slot-count',
  freePageReportingDisabled: 'kubevirt.io/free-page-reporting-disabled',
  ignitionData: 'kubevirt.io/ignitiondata',
  allowPodBridgeNetworkLiveMigration: 'kubevirt.io/allow-pod-bridge-network-live-migration',
  hookSidecars: 'hooks.kubevirt.io/hookSidecars',
  instancetypeName: 'kubevirt.io/instancetype-name',
  clusterInstancetypeName: 'kubevirt.io/cluster-instancetype-name',
  preferenceName: 'kubevirt.io/preference-name',
  clusterPreferenceName: 'kubevirt.io/cluster-preference-name',
  /** "true": presets leave this VMI alone. */
  excludePresets: 'virtualmachineinstancepresets.admission.kubevirt.io/exclude',
  /** On a node: when virt-handler was last heard of. */
  heartbeat: 'kubevirt.io/heartbeat',
  skipNodeLabelling: 'node-labeller.kubevirt.io/skip-node',
  latestObservedApiVersion: 'kubevirt.io/latest-observed-api-version',
  storageObservedApiVersion: 'kubevirt.io/storage-observed-api-version',
  installStrategyVersion: 'kubevirt.io/install-strategy-version',
  installStrategyRegistry: 'kubevirt.io/install-strategy-registry',
  installStrategyIdentifier: 'kubevirt.io/install-strategy-identifier',
  installStrategyEncoding: 'kubevirt.io/install-strategy-cm-encoding',
  /** Generation of the KubeVirt object that a managed object was written for. */
  generation: 'kubevirt.io/generation',
  /** Digest of the customizations a managed object was written with. */
  customizerIdentifier: 'kubevirt.io/customizer-identifier',
  ephemeralBackupObject: 'kubevirt.io/ephemeral-backup-object',
  /** Name of the secret that serves a webhook or API service. */
  certificateSecret: 'certificates.kubevirt.io/secret',
  /** Lifetime that the certificate in a secret was issued for. */
  certificateDuration: 'kubevirt.io/duration',
  openshiftRequiredScc: 'openshift.io/required-scc',
  multusNetworks: 'k8s.v1.cni.cncf.io/networks',
  multusDefaultNetwork: 'v1.multus-cni.io/default-network',
  multusNetworkStatus: 'k8s.v1.cni.cncf.io/network-status',
} as const;

/** Beginning of the annotation that says which preset was merged into a VMI. */
export const presetAnnotationPrefix = 'virtualmachinepreset.kubevirt.io/';

/** Finalizers: work that must be done before an object goes. */
export const finalizers = {
  /** On a VMI, until its pod is gone. */
  vmi: 'kubevirt.io/foregroundDeleteVirtualMachine',
  /** On a VM and on the VMI it owns. */
  vm: 'kubevirt.io/virtualMachineControllerFinalize',
  migration: 'kubevirt.io/migrationJobFinalize',
  kubevirt: 'kubevirt.io/foregroundDeleteKubeVirt',
  /** As written by operators before 0.58. */
  kubevirtOld: 'foregroundDeleteKubeVirt',
  pool: 'pool.kubevirt.io/finalizer',
} as const;
