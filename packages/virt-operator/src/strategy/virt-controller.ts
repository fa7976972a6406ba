// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DeploymentConfig } from './deployment.ts';
import type { Program } from './infra-pod.ts';

/** virt-controller: turns VMs into VMIs and VMIs into pods; `--launcher-image` is also what a VM's pod is compared with. */
export const virtController = (deployment: DeploymentConfig): Program => ({
  name: 'virt-controller',
  image: deployment.image,
  imagePullPolicy: deployment.imagePullPolicy,
  version: deployment.version,
  serviceAccount: 'kubevirt-controller',
  arguments: ['--launcher-image', deployment.image, '--port', '8443', '-v', '2'],
  ports: [{ name: 'metrics', containerPort: 8443 }],
  certificates: [{ secret: 'kubevirt-controller-certs', path: '/etc/virt-controller/certificates' }],
  trust: true,
  requests: { cpu: '10m', memory: '100Mi' },
  terminationGracePeriodSeconds: 45,
});
