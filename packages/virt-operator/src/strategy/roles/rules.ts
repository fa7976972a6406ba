// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PolicyRule } from '@kubevirt-ts/kube';

/** What may be done without changing anything. */
export const read = ['get', 'list', 'watch'] as const;
/** Everything to single objects. */
export const write = ['get', 'delete', 'create', 'update', 'patch', 'list', 'watch'] as const;
/** Everything. */
export const writeAll = [...write, 'deletecollection'] as const;

/** One rule in one line: the verbs one may use on resources of a group. */
export const rule = (
  group: string,
  resources: string,
  verbs: readonly string[],
  names?: readonly string[],
): PolicyRule => ({
  apiGroups: [group],
  resources: resources.split(' '),
  verbs: [...verbs],
  ...(names ? { resourceNames: [...names] } : {}),
});
