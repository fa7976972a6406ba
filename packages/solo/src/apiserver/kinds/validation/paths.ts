// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isIP } from 'node:net';
import type { Cause } from '../../kind.ts';
import { invalidEach, invalidValue } from './causes.ts';
import { isPortName, portSentences } from './names.ts';

/** What is wrong with a path that must not lead upwards. */
export function noBackstepsCauses(field: string, path: string): Cause[] {
  return path.split('/').includes('..') ? [invalidValue(field, path, "must not contain '..'")] : [];
}

/** What is wrong with a path that must stay below where it begins. */
export function descendingPathCauses(field: string, path: string): Cause[] {
  const causes = path.startsWith('/') ? [invalidValue(field, path, 'must be a relative path')] : [];
  return [...causes, ...noBackstepsCauses(field, path)];
}

/** What is wrong with the path of a file in a volume, where names that begin with two dots are the kubelet's. */
export function ownPathCauses(field: string, path: string): Cause[] {
  const causes = descendingPathCauses(field, path);
  const isReserved = path.startsWith('..') && !path.startsWith('../');
  return isReserved ? [...causes, invalidValue(field, path, "must not start with '..'")] : causes;
}

/** What is wrong with a port that is given by number or by name. */
export function portCauses(field: string, port: number | string | undefined): Cause[] {
  if (typeof port === 'string') return invalidEach(field, port, isPortName(port));
  return invalidEach(field, port ?? 0, portSentences(port ?? 0));
}

/** What is wrong with an IP address. */
export function ipCauses(field: string, address: string): Cause[] {
  if (isIP(address) && !address.includes('%')) return [];
  return [invalidValue(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}

const special: readonly (readonly [RegExp, string])[] = [
  [/^(0\.0\.0\.0|::)$/, 'may not be unspecified'],
  [/^(127\.|::1$)/, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  [/^(169\.254\.|fe[89ab])/i, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  [/^(224\.0\.0\.|ff02:)/i, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** What is wrong with an IP address that others are to reach: some are never somebody's. @upstream ValidateNonSpecialIP */
export function reachableIpCauses(field: string, address: string): Cause[] {
  const causes = ipCauses(field, address);
  if (causes.length) return causes;
  const sentences = special.filter(([pattern]) => pattern.test(address)).map(([, sentence]) => sentence);
  return invalidEach(
    field,
    address,
    sentences.map((s) => (s === 'may not be unspecified' ? `${s} (${address})` : s)),
  );
}
