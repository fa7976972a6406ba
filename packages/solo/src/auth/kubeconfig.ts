// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KeyPair } from '@kubevirt-ts/kube';

/** A kubeconfig with the authority, certificate and key inside it. */
export function kubeconfig(o: { server: string; caPem: string; user: string; client: KeyPair }): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: solo
  cluster:
    server: ${o.server}
    certificate-authority-data: ${base64(o.caPem)}
users:
- name: ${o.user}
  user:
    client-certificate-data: ${base64(o.client.certificatePem)}
    client-key-data: ${base64(o.client.keyPem)}
contexts:
- name: solo
  context:
    cluster: solo
    user: ${o.user}
current-context: solo
`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
