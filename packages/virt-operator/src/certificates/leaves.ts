// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A certificate that is not an authority: who it stands for and where it is kept. */
export interface Leaf {
  secret: string;
  commonName: string;
  /** The Service it serves, or nothing for a certificate without names in DNS. */
  service?: string;
  usages: 'server' | 'client';
}

/** The secret with the authority that signs every leaf, and the config map with the authorities that are trusted. */
export const authorityName = 'kubevirt-ca';

/** The key of the bundle in its config map. */
export const bundleKey = 'ca-bundle';

const served = (secret: string, service: string, namespace: string): Leaf => ({
  secret,
  commonName: `${service}.${namespace}.pod.cluster.local`,
  service,
  usages: 'server',
});

/** The certificates of an installation. */
export const leaves = (namespace: string): readonly Leaf[] => [
  served('kubevirt-operator-certs', 'kubevirt-operator-webhook', namespace),
  served('kubevirt-virt-api-certs', 'virt-api', namespace),
  served('kubevirt-controller-certs', 'virt-controller', namespace),
  {
    secret: 'kubevirt-virt-handler-certs',
    commonName: 'kubevirt.io:system:client:virt-handler',
    usages: 'client',
  },
  {
    secret: 'kubevirt-virt-handler-server-certs',
    commonName: 'kubevirt.io:system:node:virt-handler',
    usages: 'server',
  },
];

/** The names a server certificate is good for. */
export const dnsNamesOf = (leaf: Leaf, namespace: string): string[] =>
  leaf.service
    ? ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map(
        (rest) => `${leaf.service}${rest}`,
      )
    : [leaf.commonName];
