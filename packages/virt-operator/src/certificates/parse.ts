// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Buffer } from 'node:buffer';
import { type CertificateFacts, inspect, type KeyPair, type Secret } from '@kubevirt-ts/kube';

/** A certificate with its key, and what is to be known of it. */
export interface Pair extends KeyPair {
  facts: CertificateFacts;
}

/** What a secret holds; nothing when that is no certificate with its own key. */
export const parsePair = (secret: Secret | undefined): Pair | undefined => {
  const decoded = (key: string): string => Buffer.from(secret?.data?.[key] ?? '', 'base64').toString();
  const certificatePem = decoded('tls.crt');
  const keyPem = decoded('tls.key');
  const facts = inspect(certificatePem);
  return facts?.hasKey(keyPem) ? { certificatePem, keyPem, facts } : undefined;
};
