// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import type { DaemonSet } from '@kubevirt-ts/kube';
import type { DeploymentConfig } from './deployment.ts';
import { infraPod, type Program, restricted } from './infra-pod.ts';
import { place } from './placement.ts';

/** How many nodes may be without their agent at once while a new one is rolled out. */
export type HandlerBatch = 1 | '10%';

const programOf = (deployment: DeploymentConfig): Program => ({
  name: 'virt-handler',
  image: deployment.image,
  imagePullPolicy: deployment.imagePullPolicy,
  version: deployment.version,
  serviceAccount: 'kubevirt-handler',
  arguments: ['--port', '8443', '--console-server-port', '8186', '-v', '2'],
  ports: [
    { name: 'metrics', containerPort: 8443 },
    { name: 'console', containerPort: 8186 },
  ],
  certificates: [{ secret: 'kubevirt-virt-handler-server-certs', path: '/etc/virt-handler/servercertificates' }],
  trust: true,
  requests: { cpu: '10m', memory: '100Mi' },
  terminationGracePeriodSeconds: 45,
});

/** What virt-handler sees of the node, and nothing else of it. */
const hostPaths = [
  { name: 'device-plugins', path: '/var/lib/kubelet/device-plugins', type: 'Directory' },
  { name: 'pod-resources', path: '/var/lib/kubelet/pod-resources', type: 'Directory' },
  { name: 'seccomp', path: '/var/lib/kubelet/seccomp', type: 'DirectoryOrCreate' },
  { name: 'kubevirt', path: '/var/run/kubevirt', type: 'DirectoryOrCreate' },
] as const;

/**
 * The node agent on every node: root, because kubelet's directories are root's, but with no capability.
 * @differs neither privileged nor in the node's PID namespace, and four directories of the node instead of all of it
 */
export const virtHandler = (deployment: DeploymentConfig, kubevirt: KubeVirt, batch: HandlerBatch): DaemonSet => {
  const template = infraPod(programOf(deployment));
  const [container] = template.spec?.containers ?? [];
  if (!template.spec || !container) throw new Error('the pod of virt-handler has no container');
  const spec = place(
    {
      ...template.spec,
      affinity: undefined,
      securityContext: {
        runAsUser: 0,
        runAsGroup: 0,
        supplementalGroups: [107],
        seccompProfile: { type: 'RuntimeDefault' },
      },
      imagePullSecrets: deployment.imagePullSecrets.length > 0 ? [...deployment.imagePullSecrets] : undefined,
      containers: [
        {
          ...container,
          securityContext: restricted,
          volumeMounts: [
            ...(container.volumeMounts ?? []),
            ...hostPaths.map(({ name, path }) => ({ name, mountPath: path })),
          ],
        },
      ],
      volumes: [
        ...(template.spec.volumes ?? []),
        ...hostPaths.map(({ name, path, type }) => ({ name, hostPath: { path, type } })),
      ],
    },
    kubevirt.spec?.workloads?.nodePlacement,
  );
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'virt-handler', namespace: deployment.namespace, labels: { 'kubevirt.io': 'virt-handler' } },
    spec: {
      selector: { matchLabels: { 'kubevirt.io': 'virt-handler' } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: batch } },
      template: { ...template, spec },
    },
  };
};
