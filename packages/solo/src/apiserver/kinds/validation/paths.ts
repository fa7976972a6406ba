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
