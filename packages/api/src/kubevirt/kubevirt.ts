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

export const KubeVirtSpec = object('What is installed and how.', {
  configuration: ref<KubeVirtConfiguration>(KubeVirtConfiguration, 'Everything an administrator can tune.'),
  imageRegistry: string("Registry of the images; the operator's own when absent."),
  imageTag: string("Tag of the images, and so the version that is installed; the operator's own when absent."),
  imagePullPolicy: oneOf(
    ['Always', 'IfNotPresent', 'Never'],
    'When images of components are pulled; IfNotPresent when absent.',
  ),
  imagePullSecrets: atomicList(
    ref<LocalObjectReference>(LocalObjectReference),
    'Secrets with the credentials of the registry.',
  ),
  workloadUpdateStrategy: ref<KubeVirtWorkloadUpdateStrategy>(
    KubeVirtWorkloadUpdateStrategy,
    'How running VMs get a new launcher after an update.',
  ),
  uninstallStrategy: string(
    'Whether deleting this object removes VMs (RemoveWorkloads, default) or is refused while there are any (BlockUninstallIfWorkloadsExist).',
  ),
  infra: ref<ComponentConfig>(ComponentConfig, 'How many pods the control plane has, and where.'),
  workloads: ref<ComponentConfig>(ComponentConfig, 'Where virt-handler runs, and so VMs can.'),
  customizeComponents: ref<CustomizeComponents>(CustomizeComponents, 'Changes to what the operator makes.'),
  certificateRotateStrategy: ref<KubeVirtCertificateRotateStrategy>(
    KubeVirtCertificateRotateStrategy,
    'How certificates are renewed.',
  ),
  monitorNamespace: string('Namespace of Prometheus; openshift-monitoring or monitoring is looked for when absent.'),
  serviceMonitorNamespace: string('Namespace for the service monitor; that of Prometheus when absent.'),
  monitorAccount: string('Service account of Prometheus; prometheus-k8s when absent.'),
  productName: string('Value of label app.kubernetes.io/part-of on everything installed; no label when absent.'),
  productVersion: string(
    "Value of label app.kubernetes.io/version on everything installed; KubeVirt's version when absent.",
  ),
  productComponent: string('Value of label app.kubernetes.io/component on everything installed; kubevirt when absent.'),
  synchronizationPort: string('Port for migrations between clusters; 9185 when absent.'),
});
export interface KubeVirtSpec extends Infer<typeof KubeVirtSpec> {}

/** A condition of a KubeVirt. */
export const KubeVirtCondition = condition(
  'One observed fact about an installation: Available, Progressing, Degraded, Created or Synchronized.',
);
export interface KubeVirtCondition extends Infer<typeof KubeVirtCondition> {}

export const GenerationStatus = object('An object as the operator last wrote it.', {
  group: required(string('API group of the object.')),
  resource: required(string('Its resource, such as deployments.')),
  namespace: string('Its namespace.'),
  name: required(string('Its name.')),
  lastGeneration: required(int64('Its generation then; another one means that someone else changed it.')),
  hash: string('Digest of its content, for objects without a generation.'),
});
export interface GenerationStatus extends Infer<typeof GenerationStatus> {}

export const KubeVirtStatus = object(
  'What is known of an installation.',
  {
    phase: string('Deploying, Deployed, Deleting or Deleted; stays Deployed during updates.'),
    conditions: list(ref<KubeVirtCondition>(KubeVirtCondition), 'Observed facts.'),
    operatorVersion: string('Version of the operator that wrote this.'),
    targetKubeVirtVersion: string('Version that is being reached.'),
    targetKubeVirtRegistry: string('Registry it comes from.'),
    targetDeploymentID: string('Digest of everything that decides what is installed.'),
    targetDeploymentConfig: string('What that is, as JSON.'),
    observedKubeVirtVersion: string('Version that is installed and ready.'),
    observedKubeVirtRegistry: string('Registry it came from.'),
    observedDeploymentID: string('Digest of everything that decided what is installed.'),
    observedDeploymentConfig: string('What that is, as JSON.'),
    observedGeneration: int64('Generation of this object that is installed and ready.'),
    outdatedVirtualMachineInstanceWorkloads: int32('Running VMs with an older launcher.'),
    defaultArchitecture: string('Architecture of VMs that name none.'),
    generations: atomicList(ref<GenerationStatus>(GenerationStatus), 'Objects as the operator last wrote them.'),
    synchronizationAddresses: atomicList(string(), 'Addresses for migrations between clusters.'),
  },
  { nullable: true },
);
export interface KubeVirtStatus extends Infer<typeof KubeVirtStatus> {}

export const KubeVirt = object('One installation of KubeVirt; deleting it uninstalls.', {
  apiVersion: string('kubevirt.io/v1.'),
  kind: string('KubeVirt.'),
  metadata: ref<ObjectMeta>(ObjectMeta, "Name, labels and the like; the namespace is the operator's."),
  spec: required(ref<KubeVirtSpec>(KubeVirtSpec, 'What is installed and how.')),
  status: ref<KubeVirtStatus>(KubeVirtStatus, 'What is known of the installation.'),
});
export interface KubeVirt extends Infer<typeof KubeVirt> {}
