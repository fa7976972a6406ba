// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { posix } from 'node:path';
import { type Cause, invalid } from '../cause.ts';

/**
 * What is wrong with a path inside an image: it must be absolute, no root, without `.` and `..`.
 * CVE-2022-1798 was a path such as `../../etc/shadow` that reached the node.
 */
export const filePathFaults = (field: string, path: string): Cause[] => {
  if (path === '/') return [invalid(field, `${field} must not point to root`)];
  const provided = path.endsWith('/') ? path.slice(0, -1) : path;
  return posix.join('/', path).replace(/(?<=.)\/$/, '') === provided
    ? []
    : [invalid(field, `${field} must be an absolute path to a file without relative components`)];
};
