// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { X509Certificate } from 'node:crypto';
import { parseBundle } from './inspect.ts';

/** What a trust bundle is merged from. */
export interface BundleOptions {
  /** The authority that signs now. */
  currentPem: string;
  /** The bundle so far; what cannot be read of it is dropped. */
  bundlePem?: string;
  now: Date;
  /** How long after the current authority began the older ones are still trusted. @defaultValue until they expire */
  overlapMs?: number;
}

const maxCertificates = 50;

/**
 * The bundle to trust: the current authority first, then those before it that are still valid, newest first, each once and
 * no more than 50.
 * @upstream pkg/virt-operator/resource/generate/components: MergeCABundle
 */
export function mergeBundle(o: BundleOptions): string {
  const nowMs = o.now.getTime();
  const [current] = parseBundle(o.currentPem);
  if (!current) throw new Error('the current authority is no certificate');
  const isOverlapOver = o.overlapMs !== undefined && current.validFromDate.getTime() + o.overlapMs <= nowMs;
  const older = isOverlapOver ? [] : parseBundle(o.bundlePem ?? '').filter((other) => isValid(other, nowMs));
  older.sort((a, b) => b.validFromDate.getTime() - a.validFromDate.getTime());
  const unique = new Map([current, ...older].map((certificate) => [certificate.fingerprint256, certificate]));
  return [...unique.values()].slice(0, maxCertificates).map(toPem).join('');
}

function isValid(certificate: X509Certificate, nowMs: number): boolean {
  return certificate.validFromDate.getTime() <= nowMs && nowMs < certificate.validToDate.getTime();
}

function toPem(certificate: X509Certificate): string {
  return `${certificate.toString().trim()}\n`;
}
