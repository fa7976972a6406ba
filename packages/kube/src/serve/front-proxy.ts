// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { watchCache } from '../cache/watch-cache.ts';
import { commonNameOf, isIssuedBy, parseBundle } from '../certificates/inspect.ts';
import type { Client } from '../client/client.ts';
import type { Logger } from '../logger.ts';
import { resources } from '../resource.ts';
import type { ConfigMap } from '../wire.ts';
import type { UserInfo } from './admission.ts';

/** Whom to believe when they say on whose behalf they call, and in which headers they say it. */
export interface FrontProxyTrust {
  /** The authorities (PEM) that sign front proxies' certificates. */
  ca: string;
  /** Common names a front proxy may have; any, when there are none. */
  allowedNames: readonly string[];
  usernameHeaders: readonly string[];
  groupHeaders: readonly string[];
  uidHeaders: readonly string[];
  extraHeaderPrefixes: readonly string[];
}

/** The user a front proxy speaks for, or why it is not believed. */
export type FrontProxyAnswer = { user: UserInfo } | { refused: string };

const clientAuthOid = '1.3.6.1.5.5.7.3.2';
const maxChainLength = 5;

/**
 * The user on whose behalf the API server forwards a request. Headers count for nothing unless the connection itself was
 * made with a certificate of the front proxy's authority and, if names are given, of one of these names.
 * @differs KubeVirt once looked at neither the authority alone nor the name (CVE-2025-64432)
 */
export function frontProxyUser(
  request: IncomingMessage,
  trust: FrontProxyTrust | undefined,
  now: Date,
): FrontProxyAnswer {
  if (!trust) return { refused: 'no front proxy is known' };
  const peer = (request.socket as TLSSocket).getPeerX509Certificate?.();
  if (!peer) return { refused: 'no client certificate' };
  if (!isTrusted(peer, parseBundle(trust.ca), now)) {
    return { refused: 'the client certificate is not of the front proxy authority' };
  }
  const name = commonNameOf(peer);
  if (trust.allowedNames.length && !trust.allowedNames.includes(name)) {
    return { refused: `the client certificate's name ${name} is not that of a front proxy` };
  }
  const headers = request.headersDistinct;
  const valuesOf = (names: readonly string[]) => names.flatMap((header) => headers[header.toLowerCase()] ?? []);
  const username = valuesOf(trust.usernameHeaders)[0];
  if (!username) return { refused: 'the front proxy names no user' };
  const extra: Record<string, string[]> = {};
  for (const [header, values] of Object.entries(headers)) {
    const prefix = trust.extraHeaderPrefixes.find((candidate) => header.startsWith(candidate.toLowerCase()));
    if (prefix && values) extra[decoded(header.slice(prefix.length))] = values;
  }
  const uid = valuesOf(trust.uidHeaders)[0];
  return { user: { username, ...(uid && { uid }), groups: valuesOf(trust.groupHeaders), extra } };
}

/** What the cluster says of its front proxies in kube-system/extension-apiserver-authentication, if it does. */
export function frontProxyTrust(configMap: ConfigMap | undefined): FrontProxyTrust | undefined {
  const data = configMap?.data;
  const ca = data?.['requestheader-client-ca-file'];
  if (!data || !ca) return undefined;
  const names = (key: string) => {
    const value: unknown = JSON.parse(data[`requestheader-${key}`] || '[]');
    return Array.isArray(value) ? value.map(String) : [];
  };
  return {
    ca,
    allowedNames: names('allowed-names'),
    usernameHeaders: names('username-headers'),
    groupHeaders: names('group-headers'),
    uidHeaders: names('uid-headers'),
    extraHeaderPrefixes: names('extra-headers-prefix'),
  };
}

/** Follows what the cluster says of its front proxies. */
export function watchFrontProxyTrust(o: { client: Client; logger: Logger; signal: AbortSignal }): {
  current(): FrontProxyTrust | undefined;
  synced(): Promise<void>;
} {
  const [namespace, name] = ['kube-system', 'extension-apiserver-authentication'];
  const fieldSelector = `metadata.name=${name}`;
  const cache = watchCache({ ...o, resource: resources.configMaps, namespace, fieldSelector });
  let current: FrontProxyTrust | undefined;
  cache.onChange(({ type, object }) => {
    current = type === 'DELETED' ? undefined : frontProxyTrust(object);
  });
  return { current: () => current, synced: () => cache.synced() };
}

function isTrusted(peer: X509Certificate, authorities: X509Certificate[], now: Date): boolean {
  const usages = peer.keyUsage;
  if (usages && !usages.includes(clientAuthOid)) return false;
  let certificate: X509Certificate | undefined = peer;
  for (let length = 0; certificate && length < maxChainLength; length++) {
    const link: X509Certificate = certificate;
    if (!isValid(link, now)) return false;
    if (authorities.some((authority) => isValid(authority, now) && isIssuedBy(link, authority))) return true;
    const next: X509Certificate | undefined = link.issuerCertificate;
    certificate = next && next.fingerprint256 !== link.fingerprint256 && isIssuedBy(link, next) ? next : undefined;
  }
  return false;
}

function isValid(certificate: X509Certificate, now: Date): boolean {
  return certificate.validFromDate <= now && now < certificate.validToDate;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
