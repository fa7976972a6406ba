// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Buffer } from 'node:buffer';
import { annotations } from '@kubevirt-ts/api';
import type { ConfigMap, KeyPair, Secret } from '@kubevirt-ts/kube';
import { authorityName, bundleKey } from './leaves.ts';
import { formatDuration, type Lifetime } from './rotation.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');

/** The secret a certificate is kept in, without what is in it. */
export const secretShell = (name: string, namespace: string, lifetime: Lifetime): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name,
    namespace,
    labels: { 'kubevirt.io': '' },
    annotations: { [annotations.certificateDuration]: formatDuration(lifetime.durationMs) },
  },
  type: 'kubernetes.io/tls',
});

/** A secret with a certificate in it. */
export const filled = (shell: Secret, { certificatePem, keyPem }: KeyPair): Secret => ({
  ...shell,
  data: { 'tls.crt': encode(certificatePem), 'tls.key': encode(keyPem) },
});

/** The config map with the trusted authorities. */
export const bundleMap = (namespace: string, bundle: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: authorityName, namespace, labels: { 'kubevirt.io': '' } },
  data: { [bundleKey]: bundle },
});
