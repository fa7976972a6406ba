// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Labels that KubeVirt reads or writes. */
export const labels = {
  /** Which part of KubeVirt an object is: virt-api, virt-handler, virt-launcher, …; empty on what belongs to none. */
  appLabel: 'kubevirt.io',
  /** On the operator's own objects and the KubeVirt definition. */
  operator: 'operator.kubevirt.io',
  /** UID of the VMI (on pods) or VM (on data volumes) an object was made for. */
  createdBy: 'kubevirt.io/created-by',
  /** Node that runs the VMI. */
  nodeName: 'kubevirt.io/nodeName',
  /** Node that a migration of the VMI goes to. */
  migrationTargetNodeName: 'kubevirt.io/migrationTargetNodeName',
  /** UID of the migration a target pod belongs to. */
  migrationJobUid: 'kubevirt.io/migrationJobUID',
  /** Name of the VMI that a migration moves. */
  vmiName: 'kubevirt.io/vmi-name',
  /** On a migration that moves volumes. */
  volumeUpdateMigration: 'kubevirt.io/volume-update-migration',
  /** On a VMI whose pod runs an older launcher image. */
  outdatedLauncherImage: 'kubevirt.io/outdatedLauncherImage',
  /** Host name of the VM, on its pod. */
  vmName: 'vm.kubevirt.io/name',
  /** Name of the VMI, hashed when longer than 63 characters, on its pod. */
  vmiId: 'vmi.kubevirt.io/id',
  /** "true" on nodes where virt-handler is ready for VMs. */
  schedulable: 'kubevirt.io/schedulable',
  /** "true" on nodes where a guest was seen to run with KVM. */
  kvm: 'kubevirt.io/kvm',
  cpuManager: 'kubevirt.io/cpumanager',
  cpuManagerOld: 'cpumanager',
  realtime: 'kubevirt.io/realtime',
  sev: 'kubevirt.io/sev',
  sevEs: 'kubevirt.io/sev-es',
  sevSnp: 'kubevirt.io/sev-snp',
  tdx: 'kubevirt.io/tdx',
  ksmEnabled: 'kubevirt.io/ksm-enabled',
  /** On a node whose own CPU model is on the obsolete list. */
  obsoleteHostModel: 'node-labeller.kubevirt.io/obsolete-host-model',
  tscFrequency: 'cpu-timer.node.kubevirt.io/tsc-frequency',
  tscScalable: 'cpu-timer.node.kubevirt.io/tsc-scalable',
  /** On the operator's dumped manifests and the job that makes them. */
  installStrategy: 'kubevirt.io/install-strategy',
  prometheus: 'prometheus.kubevirt.io',
  allowAccessClusterServices: 'np.kubevirt.io/allow-access-cluster-services',
  supportsMigrationCnTypes: 'kubevirt.io/supports-migration-cn-types',
  vmPoolRevisionName: 'kubevirt.io/vm-pool-revision-name',
  persistentStateFor: 'persistent-state-for',
  /** On a namespace: the memory limit of its VMs' pods as a multiple of the request. */
  autoMemoryLimitsRatio: 'alpha.kubevirt.io/auto-memory-limits-ratio',
  instancetypeObjectGeneration: 'instancetype.kubevirt.io/object-generation',
  instancetypeObjectKind: 'instancetype.kubevirt.io/object-kind',
  instancetypeObjectName: 'instancetype.kubevirt.io/object-name',
  instancetypeObjectUid: 'instancetype.kubevirt.io/object-uid',
  instancetypeObjectVersion: 'instancetype.kubevirt.io/object-version',
  defaultInstancetype: 'instancetype.kubevirt.io/default-instancetype',
  defaultInstancetypeKind: 'instancetype.kubevirt.io/default-instancetype-kind',
  defaultPreference: 'instancetype.kubevirt.io/default-preference',
  defaultPreferenceKind: 'instancetype.kubevirt.io/default-preference-kind',
  templateArchitecture: 'template.kubevirt.io/architecture',
  /** On a VMI: more of the launcher's log. */
  debugLogs: 'debugLogs',
  logVerbosity: 'logVerbosity',
  managedBy: 'app.kubernetes.io/managed-by',
  component: 'app.kubernetes.io/component',
  partOf: 'app.kubernetes.io/part-of',
  version: 'app.kubernetes.io/version',
  name: 'app.kubernetes.io/name',
  hostname: 'kubernetes.io/hostname',
  arch: 'kubernetes.io/arch',
  os: 'kubernetes.io/os',
  controlPlane: 'node-role.kubernetes.io/control-plane',
  master: 'node-role.kubernetes.io/master',
} as const;

/** Beginnings of node labels that end in a model, feature, vendor or machine type. */
export const labelPrefixes = {
  cpuModel: 'cpu-model.node.kubevirt.io/',
  cpuModelMigration: 'cpu-model-migration.node.kubevirt.io/',
  cpuFeature: 'cpu-feature.node.kubevirt.io/',
  cpuVendor: 'cpu-vendor.node.kubevirt.io/',
  hostModelCpu: 'host-model-cpu.node.kubevirt.io/',
  hostModelRequiredFeatures: 'host-model-required-features.node.kubevirt.io/',
  hyperv: 'hyperv.node.kubevirt.io/',
  machineType: 'machine-type.node.kubevirt.io/',
} as const;

/** Labels that only KubeVirt's own service accounts may set or change on a VMI. */
export const reservedVmiLabels = [
  labels.createdBy,
  labels.migrationJobUid,
  labels.nodeName,
  labels.migrationTargetNodeName,
  labels.schedulable,
  labels.installStrategy,
] as const;

/** Values of labels. */
export const labelValues = {
  /** appLabel of the pod that is a VM. */
  launcher: 'virt-launcher',
  /** appLabel of the pod that brings a hotplugged volume to the node. */
  hotplugDisk: 'hotplug-disk',
  /** managedBy of everything the operator installed. */
  operator: 'virt-operator',
  /** managedBy as written by very old operators. */
  operatorOld: 'kubevirt-operator',
} as const;

/** Taints that KubeVirt reads. */
export const taints = { drain: 'kubevirt.io/drain' } as const;
