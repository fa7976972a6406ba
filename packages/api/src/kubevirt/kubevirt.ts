// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// One installation.

import { LocalObjectReference } from '../core/references.ts';
import { condition } from '../meta/condition.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { atomicList, type Infer, int32, int64, list, object, oneOf, ref, required, string } from '../schema.ts';
import { KubeVirtCertificateRotateStrategy } from './certificates.ts';
import { KubeVirtConfiguration } from './configuration.ts';
import { ComponentConfig, CustomizeComponents, KubeVirtWorkloadUpdateStrategy } from './placement.ts';

export const KubeVirtSpec = object('Kube virt spec.', {
  certificateRotateStrategy: ref<KubeVirtCertificateRotateStrategy>(
    KubeVirtCertificateRotateStrategy,
    'Certificate rotate strategy.',
  ),
  configuration: ref<KubeVirtConfiguration>(KubeVirtConfiguration, 'Configuration.'),
  customizeComponents: ref<CustomizeComponents>(CustomizeComponents, 'Customize components.'),
  imagePullPolicy: oneOf(['Always', 'IfNotPresent', 'Never'], 'Image pull policy.', { inDefinition: false }),
  imagePullSecrets: atomicList(ref<LocalObjectReference>(LocalObjectReference), 'Image pull secrets.'),
  imageRegistry: string('Image registry.'),
  imageTag: string('Image tag.'),
  infra: ref<ComponentConfig>(ComponentConfig, 'Infra.'),
  monitorAccount: string('Monitor account.'),
  monitorNamespace: string('Monitor namespace.'),
  productComponent: string('Product component.'),
  productName: string('Product name.'),
  productVersion: string('Product version.'),
  serviceMonitorNamespace: string('Service monitor namespace.'),
  synchronizationPort: string('Synchronization port.'),
  uninstallStrategy: string('Uninstall strategy.'),
  workloadUpdateStrategy: ref<KubeVirtWorkloadUpdateStrategy>(
    KubeVirtWorkloadUpdateStrategy,
    'Workload update strategy.',
  ),
  workloads: ref<ComponentConfig>(ComponentConfig, 'Workloads.'),
});
export interface KubeVirtSpec extends Infer<typeof KubeVirtSpec> {}

export const KubeVirtCondition = condition('KubeVirtCondition.');
export interface KubeVirtCondition extends Infer<typeof KubeVirtCondition> {}

export const GenerationStatus = object('Generation status.', {
  group: required(string('Group.')),
  lastGeneration: required(int64('Last generation.')),
  name: required(string('Name.')),
  resource: required(string('Resource.')),
  hash: string('Hash.'),
  namespace: string('Namespace.'),
});
export interface GenerationStatus extends Infer<typeof GenerationStatus> {}

export const KubeVirtStatus = object(
  'Kube virt status.',
  {
    conditions: list(ref<KubeVirtCondition>(KubeVirtCondition), 'Conditions.'),
    defaultArchitecture: string('Default architecture.'),
    generations: atomicList(ref<GenerationStatus>(GenerationStatus), 'Generations.'),
    observedDeploymentConfig: string('Observed deployment config.'),
    observedDeploymentID: string('Observed deployment id.'),
    observedGeneration: int64('Observed generation.'),
    observedKubeVirtRegistry: string('Observed kube virt registry.'),
    observedKubeVirtVersion: string('Observed kube virt version.'),
    operatorVersion: string('Operator version.'),
    outdatedVirtualMachineInstanceWorkloads: int32('Outdated virtual machine instance workloads.'),
    phase: string('Phase.'),
    synchronizationAddresses: atomicList(string(), 'Synchronization addresses.'),
    targetDeploymentConfig: string('Target deployment config.'),
    targetDeploymentID: string('Target deployment id.'),
    targetKubeVirtRegistry: string('Target kube virt registry.'),
    targetKubeVirtVersion: string('Target kube virt version.'),
  },
  { nullable: true },
);
export interface KubeVirtStatus extends Infer<typeof KubeVirtStatus> {}

export const KubeVirt = object('Kube virt.', {
  spec: required(ref<KubeVirtSpec>(KubeVirtSpec, 'Spec.')),
  apiVersion: string('Api version.'),
  kind: string('Kind.'),
  metadata: ref<ObjectMeta>(ObjectMeta, 'Metadata.'),
  status: ref<KubeVirtStatus>(KubeVirtStatus, 'Status.'),
});
export interface KubeVirt extends Infer<typeof KubeVirt> {}
