// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createPrivateKey, X509Certificate } from 'node:crypto';

/** What is to be known of a certificate. */
export interface CertificateFacts {
  commonName: string;
  notBefore: Date;
  notAfter: Date;
  isAuthority: boolean;
  dnsNames: string[];
  /** SHA-256 over the certificate. */
  fingerprint: string;
  /** Whether one of the authorities in this PEM bundle signed it; validity is not looked at. */
  signedBy(authoritiesPem: string): boolean;
  /** Whether this is the private key that belongs to it. */
  hasKey(keyPem: string): boolean;
}

/** The first certificate of a PEM text; `undefined` when there is none that can be read. */
export function inspect(pem: string): CertificateFacts | undefined {
  const certificate = parseBundle(pem)[0];
  if (!certificate) return undefined;
  return {
    commonName: commonNameOf(certificate),
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    isAuthority: certificate.ca,
    dnsNames: (certificate.subjectAltName ?? '')
      .split(', ')
      .filter((name) => name.startsWith('DNS:'))
      .map((name) => name.slice(4)),
    fingerprint: certificate.fingerprint256,
    signedBy: (authoritiesPem) => parseBundle(authoritiesPem).some((authority) => isIssuedBy(certificate, authority)),
    hasKey(keyPem) {
      try {
        return certificate.checkPrivateKey(createPrivateKey(keyPem));
      } catch {
        return false;
      }
    },
  };
}

/** The certificates of a PEM bundle that can be read, in order. */
export function parseBundle(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

/** Whether `authority` signed `certificate`. */
export function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** The common name of a certificate's subject, or ''. */
export function commonNameOf(certificate: X509Certificate): string {
  const lines = certificate.subject?.split('\n') ?? [];
  return lines.find((line) => line.startsWith('CN='))?.slice(3) ?? '';
}
