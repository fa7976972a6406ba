// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { crd } from '@kubevirt-ts/api';
import type {
  ClusterRole,
  ClusterRoleBinding,
  Deployment,
  KubeObject,
  Namespace,
  PriorityClass,
  Role,
  RoleBinding,
  ServiceAccount,
} from '@kubevirt-ts/kube';
import { infraPod, podLabels, priorityClass } from '../strategy/infra-pod.ts';
import { defaultPlacement, place } from '../strategy/placement.ts';
import { administratorRules, operatorClusterRules, operatorNamespaceRules } from './operator-rights.ts';

/** What a release is made of. */
export interface ReleaseOptions {
  /** Version and image tag, such as `v0.1.0`. */
  version: string;
  /** Where the image `kubevirt` is, such as `quay.io/kubevirt-ts`. */
  registry: string;
  /** @defaultValue 'IfNotPresent' */
  imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
}

/** The objects of a release's two manifests. */
export interface ReleaseManifests {
  /** kubevirt-operator.yaml */
  operator: KubeObject[];
  /** kubevirt-cr.yaml */
  cr: KubeObject[];
}

const namespace = 'kubevirt';
const account = 'kubevirt-operator';
const rbac = 'rbac.authorization.k8s.io';
const labels = { 'kubevirt.io': '' };

const permissions = (): KubeObject[] => {
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace }];
  const serviceAccount: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: account, namespace, labels },
  };
  const role: Role = {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: account, namespace, labels },
    rules: operatorNamespaceRules(),
  };
  const roleBinding: RoleBinding = {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: `${account}-rolebinding`, namespace, labels },
    roleRef: { apiGroup: rbac, kind: 'Role', name: account },
    subjects,
  };
  const clusterRole: ClusterRole = {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: account, labels },
    rules: operatorClusterRules(),
  };
  const clusterRoleBinding: ClusterRoleBinding = {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: account, labels },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: account },
    subjects,
  };
  return [serviceAccount, role, roleBinding, clusterRole, clusterRoleBinding];
};

/**
 * The operator's own Deployment.
 * @differs probes ask /healthz and /readyz; the control plane is preferred instead of required; no certificate is mounted,
 *   because the operator reads its own through the API
 */
const operatorDeployment = ({ version, registry, imagePullPolicy }: Required<ReleaseOptions>): Deployment => {
  const image = `${registry}/kubevirt:${version}`;
  const template = infraPod({
    name: 'virt-operator',
    image,
    imagePullPolicy,
    version,
    serviceAccount: account,
    arguments: ['--port', '8443', '-v', '2'],
    environment: [{ name: 'VIRT_OPERATOR_IMAGE', value: image }],
    ports: [
      { name: 'metrics', containerPort: 8443 },
      { name: 'webhooks', containerPort: 8444 },
    ],
    certificates: [],
    trust: false,
    requests: { cpu: '10m', memory: '150Mi' },
    terminationGracePeriodSeconds: 45,
  });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'virt-operator', namespace, labels: { 'kubevirt.io': 'virt-operator' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { 'kubevirt.io': 'virt-operator' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: podLabels('virt-operator') },
        spec: template.spec && place(template.spec, defaultPlacement),
      },
    },
  };
};

/**
 * The manifests that users apply to install, and apply again to update.
 * @upstream kubevirt-operator.yaml and kubevirt-cr.yaml: the same objects under the same names
 */
export const releaseManifests = (options: ReleaseOptions): ReleaseManifests => {
  const imagePullPolicy = options.imagePullPolicy ?? 'IfNotPresent';
  const home: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' } },
  };
  const priority: PriorityClass = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: priorityClass },
    value: 1_000_000_000,
    globalDefault: false,
    description: 'For the programs that virtual machines depend on.',
  };
  const administrators: ClusterRole = {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: {
      name: 'kubevirt.io:operator',
      labels: { 'operator.kubevirt.io': '', [`${rbac}/aggregate-to-admin`]: 'true' },
    },
    rules: administratorRules(),
  };
  const kubevirt = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'KubeVirt',
    metadata: { name: 'kubevirt', namespace },
    spec: {
      certificateRotateStrategy: {},
      configuration: { developerConfiguration: { featureGates: [] }, imagePullPolicy: 'IfNotPresent' },
      customizeComponents: {},
      imagePullPolicy,
      workloadUpdateStrategy: {},
    },
  };
  return {
    operator: [
      home,
      crd('KubeVirt') as KubeObject,
      priority,
      administrators,
      ...permissions(),
      operatorDeployment({ ...options, imagePullPolicy }),
    ],
    cr: [kubevirt],
  };
};
