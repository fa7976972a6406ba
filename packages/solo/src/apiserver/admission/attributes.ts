// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';
import type { User } from '../request.ts';

/** What webhooks are told of a request besides the objects. */
export interface AdmissionAttributes {
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** The resource the request names, in the version it names. */
  kind: Kind;
  /** The kind of the objects where it is not the resource's own: Scale, Eviction, Binding, PodExecOptions. */
  objectKind?: { group: string; version: string; kind: string };
  subresource: string;
  /** Empty when the server makes it up. */
  name: string;
  /** Empty for cluster-scoped resources. */
  namespace: string;
  user: User;
  dryRun: boolean;
  /** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions with apiVersion and kind. */
  options?: object;
  /** Collects what webhooks warn of. */
  warnings: string[];
  signal?: AbortSignal;
}
