// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DeploymentConfig } from './deployment.ts';
import type { Program } from './infra-pod.ts';

/** virt-api: admission, defaults and the subresources of VMs. */
export const virtApi = (deployment: DeploymentConfig): Program => ({
  name: 'virt-api',
  image: deployment.image,
  imagePullPolicy: deployment.imagePullPolicy,
  version: deployment.version,
  serviceAccount: 'kubevirt-apiserver',
  arguments: ['--port', '8443', '--console-server-port', '8186', '-v', '2'],
  ports: [{ name: 'virt-api', containerPort: 8443 }],
  certificates: [
    { secret: 'kubevirt-virt-api-certs', path: '/etc/virt-api/certificates' },
    { secret: 'kubevirt-virt-handler-certs', path: '/etc/virt-handler/clientcertificates' },
  ],
  trust: true,
  requests: { cpu: '5m', memory: '100Mi' },
  terminationGracePeriodSeconds: 45,
});
