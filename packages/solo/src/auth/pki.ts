// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, issue, type KeyPair, newAuthority } from '@kubevirt-ts/kube';

/** The cluster's keys: who signs, who serves, who is admin. */
export interface Pki {
  /** Signs client and serving certificates. */
  ca: KeyPair;
  /** What the API server serves with. */
  server: KeyPair;
  /** User `kubernetes-admin` of group `system:masters`. */
  admin: KeyPair;
  /** Signs the certificate by which extension API servers know the API server. */
  frontProxyCa: KeyPair;
  frontProxyClient: KeyPair;
  /** Signs service-account tokens (ECDSA P-256, PEM). */
  serviceAccountKeyPem: string;
}

/** What a cluster's keys are made for. */
export interface PkiOptions {
  /** Where they are kept. */
  directory: string;
  /** IP addresses the API server is reached at. */
  addresses: readonly string[];
  dnsNames: readonly string[];
  now: Date;
}

/** The common name of the API server's certificate as a front proxy. */
export const frontProxyName = 'front-proxy-client';

const dayMs = 86_400_000;
const authorityMs = 3650 * dayMs;
const leafMs = 365 * dayMs;
const renewMs = 90 * dayMs;

/** The keys in a directory; what is missing there, runs out within 90 days, or does not name an address, is made anew. */
export async function ensurePki(o: PkiOptions): Promise<Pki> {
  mkdirSync(o.directory, { recursive: true, mode: 0o700 });
  const [ca, frontProxyCa] = await Promise.all([authority(o, 'ca', 'kubernetes'), authority(o, 'front-proxy-ca')]);
  const [server, admin, frontProxyClient] = await Promise.all([
    leaf(o, 'apiserver', ca, { commonName: 'kube-apiserver', usages: 'server', names: o }),
    leaf(o, 'admin', ca, { commonName: 'kubernetes-admin', organizations: ['system:masters'], usages: 'client' }),
    leaf(o, 'front-proxy-client', frontProxyCa, { commonName: frontProxyName, usages: 'client' }),
  ]);
  return { ca, server, admin, frontProxyCa, frontProxyClient, serviceAccountKeyPem: serviceAccountKey(o.directory) };
}

async function authority(o: PkiOptions, name: string, commonName = name): Promise<KeyPair> {
  const known = read(o.directory, name);
  if (known && isLasting(known, o.now)) return known;
  return write(o.directory, name, await newAuthority({ commonName, durationMs: authorityMs, now: o.now }));
}

interface Leaf {
  commonName: string;
  organizations?: string[];
  usages: 'server' | 'client';
  names?: { addresses: readonly string[]; dnsNames: readonly string[] };
}

async function leaf(o: PkiOptions, name: string, ca: KeyPair, of: Leaf): Promise<KeyPair> {
  const known = read(o.directory, name);
  const isKnownGood =
    known &&
    isLasting(known, o.now) &&
    inspect(known.certificatePem)?.signedBy(ca.certificatePem) &&
    (!of.names || isNaming(known, of.names));
  if (isKnownGood) return known;
  const { names, ...who } = of;
  const made = await issue(ca, {
    ...who,
    dnsNames: names?.dnsNames,
    ipAddresses: names?.addresses,
    durationMs: leafMs,
    now: o.now,
  });
  return write(o.directory, name, made);
}

function isLasting(pair: KeyPair, now: Date): boolean {
  const facts = inspect(pair.certificatePem);
  return facts?.hasKey(pair.keyPem) === true && facts.notAfter.getTime() - now.getTime() > renewMs;
}

function isNaming(pair: KeyPair, names: NonNullable<Leaf['names']>): boolean {
  const certificate = new X509Certificate(pair.certificatePem);
  return (
    names.addresses.every((address) => certificate.checkIP(address)) &&
    names.dnsNames.every((name) => certificate.checkHost(name))
  );
}

function serviceAccountKey(directory: string): string {
  const path = join(directory, 'sa.key');
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  put(path, pem);
  put(join(directory, 'sa.pub'), createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString());
  return pem;
}

function read(directory: string, name: string): KeyPair | undefined {
  const [certificate, key] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  if (!existsSync(certificate) || !existsSync(key)) return undefined;
  return { certificatePem: readFileSync(certificate, 'utf8'), keyPem: readFileSync(key, 'utf8') };
}

function write(directory: string, name: string, pair: KeyPair): KeyPair {
  put(join(directory, `${name}.key`), pair.keyPem);
  put(join(directory, `${name}.crt`), pair.certificatePem);
  return pair;
}

/** Whole or not at all, whenever the process may be killed. */
function put(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
