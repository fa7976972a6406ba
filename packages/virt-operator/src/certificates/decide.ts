// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { annotations } from '@kubevirt-ts/api';
import { type CertificateFacts, type ConfigMap, mergeBundle, type Secret } from '@kubevirt-ts/kube';
import { bundleKey, type Leaf } from './leaves.ts';
import { type Pair, parsePair } from './parse.ts';
import { formatDuration, type Lifetime, type Rotation } from './rotation.ts';

/** The certificates there are and the ones there shall be. */
export interface CertificateWorld {
  authority: Secret | undefined;
  bundle: ConfigMap | undefined;
  leaves: readonly { leaf: Leaf; secret: Secret | undefined }[];
  rotation: Rotation;
  now: Date;
}

/** What has to be made, and when to look again. */
export interface CertificateDecision {
  /** Why a new authority is needed; until it is there nothing else is decided. */
  newAuthority?: string;
  /** The leaves to issue with the reasons why. */
  issue: readonly { leaf: Leaf; because: string }[];
  /** PEM of every authority to be trusted, the signing one first; empty while there is none. */
  bundle: string;
  /** When the next thing is due; infinite when that depends on what is made now. */
  nextMs: number;
}

/** How long a new authority is only trusted before anything must be signed by it: long enough for every mounted bundle to arrive. */
const settleMs = (rotation: Rotation): number => Math.min(180_000, rotation.authority.renewBeforeMs / 2);

const deadlineMs = ({ notAfter }: CertificateFacts, { renewBeforeMs }: Lifetime): number =>
  notAfter.getTime() - renewBeforeMs;

const wasIssuedFor = (secret: Secret | undefined, { durationMs }: Lifetime): boolean =>
  secret?.metadata?.annotations?.[annotations.certificateDuration] === formatDuration(durationMs);

const authorityFault = (world: CertificateWorld, pair: Pair | undefined): string | undefined => {
  if (!world.authority) return 'there is none';
  if (!pair) return 'the secret holds no certificate with its key';
  if (!pair.facts.isAuthority) return 'it is no authority';
  if (!wasIssuedFor(world.authority, world.rotation.authority)) return 'another lifetime is wanted';
  if (world.now.getTime() >= deadlineMs(pair.facts, world.rotation.authority)) return 'it is due';
  return undefined;
};

/** When a leaf is to be replaced; one that outlives its authority, well before that ends. */
const leafDeadlineMs = (leaf: CertificateFacts, authority: CertificateFacts, rotation: Rotation): number =>
  leaf.notAfter >= authority.notAfter
    ? authority.notAfter.getTime() - rotation.authority.renewBeforeMs / 2
    : deadlineMs(leaf, rotation.server);

/**
 * What the certificates need.
 * @upstream replaced when missing, unreadable, made for another lifetime, due, or not signed by a trusted authority
 * @differs a leaf signed by the previous authority stays until the new one has had time to reach every mounted bundle, so
 *   that no peer meets a certificate it cannot know yet
 */
export const decideCertificates = (world: CertificateWorld): CertificateDecision => {
  const authority = parsePair(world.authority);
  const fault = authorityFault(world, authority);
  if (!authority || fault)
    return { newAuthority: fault ?? 'there is none', issue: [], bundle: '', nextMs: Number.POSITIVE_INFINITY };
  const { rotation, now } = world;
  const bundle = mergeBundle({
    currentPem: authority.certificatePem,
    bundlePem: world.bundle?.data?.[bundleKey],
    now,
    overlapMs: rotation.authority.renewBeforeMs,
  });
  const madeMs = authority.facts.notBefore.getTime();
  const dueMs = [
    madeMs + settleMs(rotation),
    madeMs + rotation.authority.renewBeforeMs,
    deadlineMs(authority.facts, rotation.authority),
  ];
  const isSettled = now.getTime() >= madeMs + settleMs(rotation);
  const faultOf = (secret: Secret | undefined): string | undefined => {
    if (!secret) return 'there is none';
    const leaf = parsePair(secret)?.facts;
    if (!leaf) return 'the secret holds no certificate with its key';
    if (!wasIssuedFor(secret, rotation.server)) return 'another lifetime is wanted';
    if (!leaf.signedBy(bundle)) return 'no trusted authority signed it';
    if (isSettled && !leaf.signedBy(authority.certificatePem)) return 'a newer authority signs now';
    const deadline = leafDeadlineMs(leaf, authority.facts, rotation);
    dueMs.push(deadline);
    return now.getTime() >= deadline ? 'it is due' : undefined;
  };
  const issue = world.leaves.flatMap(({ leaf, secret }) => {
    const because = faultOf(secret);
    return because === undefined ? [] : [{ leaf, because }];
  });
  const nextMs = Math.min(...dueMs.filter((due) => due > now.getTime())) - now.getTime();
  return { issue, bundle, nextMs };
};
