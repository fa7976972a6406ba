// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { crd, type Kind, type KubeVirt } from '@kubevirt-ts/api';
import type { CustomResourceDefinition, DaemonSet, Deployment, KubeObject } from '@kubevirt-ts/kube';
import { authorityName, leaves } from '../certificates/leaves.ts';
import { type Rotation, rotationOf } from '../certificates/rotation.ts';
import { bundleMap, secretShell } from '../certificates/secrets.ts';
import { apiServices, webhookConfigurations } from './admission.ts';
import { customize } from './customize/customize.ts';
import type { DeploymentConfig } from './deployment.ts';
import { disruptionBudget, infraDeployment } from './infra-deployment.ts';
import { componentPermissions, rolesFirst } from './roles/component-roles.ts';
import { userBindings, userRoles } from './roles/user-roles.ts';
import { services } from './services.ts';
import { stamp, stampWorkload } from './stamp.ts';
import { virtApi } from './virt-api.ts';
import { virtController } from './virt-controller.ts';
import { type HandlerBatch, virtHandler } from './virt-handler.ts';

/** What the cluster can express. */
export interface ClusterFeatures {
  policyVersion: 'policy/v1' | 'policy/v1beta1';
  /** Whether webhook configurations know `matchConditions`. */
  matchConditions: boolean;
}

/** Everything an installation is computed from. */
export interface StrategyInput {
  kubevirt: KubeVirt;
  deployment: DeploymentConfig;
  features: ClusterFeatures;
  /** Pods of virt-api when `infra.replicas` is not set. */
  apiReplicas: number;
  handlerBatch: HandlerBatch;
  /** PEM bundle; admission cannot be registered before there is one. */
  caBundle: string | undefined;
}

/** The objects of an installation by what they are for; each as it shall be, in the order it is written. */
export interface Strategy {
  definitions: CustomResourceDefinition[];
  permissions: KubeObject[];
  /** The bundle of authorities, and the secrets without what is in them. */
  trust: KubeObject[];
  network: KubeObject[];
  admission: KubeObject[];
  /** Each workload with its disruption budget, if it has one. */
  'virt-api': [Deployment, ...KubeObject[]];
  'virt-controller': [Deployment, ...KubeObject[]];
  'virt-handler': [DaemonSet];
}

/** The kinds an installation brings; the KubeVirt kind itself comes with the operator. */
export const workloadKinds = [
  'VirtualMachine',
  'VirtualMachineInstance',
  'VirtualMachineInstanceMigration',
  'VirtualMachineInstancePreset',
  'VirtualMachineInstanceReplicaSet',
] as const satisfies readonly Kind[];

const withBudget = (
  workload: Deployment,
  policyVersion: ClusterFeatures['policyVersion'],
): [Deployment, ...KubeObject[]] => {
  const budget = disruptionBudget(workload, policyVersion);
  return budget ? [workload, budget] : [workload];
};

const definitions = new Map<Kind, CustomResourceDefinition>();

/** The definition of a kind, computed once: it is large and always the same. */
const definitionOf = (kind: Kind): CustomResourceDefinition => {
  const definition = definitions.get(kind) ?? (crd(kind) as CustomResourceDefinition);
  definitions.set(kind, definition);
  return definition;
};

/** The namespace with the label by which OpenShift's monitoring finds it; the rest of it is not the operator's. */
const monitored = (namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace, labels: { 'openshift.io/cluster-monitoring': 'true' } },
});

const secretShells = (namespace: string, { authority, server }: Rotation): KubeObject[] => [
  secretShell(authorityName, namespace, authority),
  ...leaves(namespace).map(({ secret }) => secretShell(secret, namespace, server)),
];

/** Every object of an installation, computed from nothing but what is asked for. */
export const installStrategy = (input: StrategyInput): Strategy => {
  const { kubevirt, deployment, features } = input;
  const { namespace } = deployment;
  const replicas = kubevirt.spec?.infra?.replicas;
  const aggregate = kubevirt.spec?.configuration?.roleAggregationStrategy !== 'Manual';
  const finish = <T extends KubeObject>(object: T): T => customize(stamp(object, deployment), kubevirt);
  const finishWorkload = <T extends Deployment | DaemonSet>(workload: T): T =>
    customize(stampWorkload(workload as Deployment, deployment, kubevirt), kubevirt) as T;
  const infra = (program: ReturnType<typeof virtApi>, count: number): [Deployment, ...KubeObject[]] => {
    const workload = finishWorkload(infraDeployment({ program, deployment, kubevirt, replicas: replicas ?? count }));
    const [, ...budget] = withBudget(workload, features.policyVersion);
    return [workload, ...budget.map(finish)];
  };
  const target = { namespace, caBundle: input.caBundle ?? '', matchConditions: features.matchConditions };
  return {
    definitions: workloadKinds.map((kind) => finish(definitionOf(kind))),
    permissions: rolesFirst([...componentPermissions(namespace), ...userRoles(aggregate), ...userBindings()]).map(
      finish,
    ),
    trust: [
      ...(input.caBundle ? [bundleMap(namespace, input.caBundle)] : []),
      ...secretShells(namespace, rotationOf(kubevirt)),
    ].map(finish),
    network: [monitored(namespace), ...services(namespace).map(finish)],
    admission: input.caBundle ? [...webhookConfigurations(target), ...apiServices(target)].map(finish) : [],
    'virt-api': infra(virtApi(deployment), input.apiReplicas),
    'virt-controller': infra(virtController(deployment), 2),
    'virt-handler': [finishWorkload(virtHandler(deployment, kubevirt, input.handlerBatch))],
  };
};
