// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import type * as X509 from '@peculiar/x509';

/** A certificate and its private key. */
export interface KeyPair {
  certificatePem: string;
  keyPem: string;
}

/** What a key may be used for in TLS. */
export type Usage = 'server' | 'client';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const usageOids = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;

/** A new self-signed certificate authority with a key of its own (ECDSA P-256). */
export async function newAuthority(o: { commonName: string; durationMs: number; now: Date }): Promise<KeyPair> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [o.commonName] }],
    notBefore: o.now,
    notAfter: new Date(o.now.getTime() + o.durationMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificatePem: pem(certificate), keyPem: keyPem(keys.privateKey) };
}

/** What a certificate is issued for. */
export interface IssueOptions {
  commonName: string;
  /** The subject's organizations: the groups of a client of the API server. */
  organizations?: readonly string[];
  dnsNames?: readonly string[];
  ipAddresses?: readonly string[];
  usages: Usage | readonly Usage[];
  durationMs: number;
  now: Date;
}

/**
 * A certificate signed by the authority, with a new key. It is valid from when the authority is, so that a peer whose clock
 * is behind accepts it as soon as it accepts the authority.
 */
export async function issue(authority: KeyPair, o: IssueOptions): Promise<KeyPair> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = [
    ...(o.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(o.ipAddresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  const usages = typeof o.usages === 'string' ? [o.usages] : o.usages;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    issuer: issuer.subjectName,
    subject: [...(o.organizations ?? []).map((organization) => ({ O: [organization] })), { CN: [o.commonName] }],
    notBefore: issuer.notBefore,
    notAfter: new Date(o.now.getTime() + o.durationMs),
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(authority.keyPem).toCryptoKey(algorithm, false, ['sign']),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(usages.map((usage) => usageOids[usage])),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(names.length ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { certificatePem: pem(certificate), keyPem: keyPem(keys.privateKey) };
}

/** Loads the X.509 library at the first certificate made: most programs never make one, and it takes 20 MB. */
async function loadX509(): Promise<typeof X509> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  return x509;
}

function serialNumber(): string {
  const bytes = randomBytes(16);
  // Positive, and with no leading zero byte, whatever the random bits are.
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function pem(certificate: X509.X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}

function keyPem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}
