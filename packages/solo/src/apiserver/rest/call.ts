// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';
import type { ApiRequest } from '../request.ts';
import type { Answer } from './negotiate.ts';
import type { RestOptions } from './options.ts';
import type { View } from './view.ts';

/** A request to a resource, with all that answering it takes. */
export interface Call {
  o: RestOptions;
  view: View;
  request: ApiRequest;
  kind: Kind;
  /** Empty for a cluster-scoped kind, and for a list over all namespaces. */
  namespace: string;
  /** Empty when the collection is meant. */
  name: string;
  /** Empty for the object itself. */
  subresource: string;
  answer: Answer;
}

/** What an object of the call's kind and namespace is known by in the store. */
export function storeKey(call: Call, name: string): string {
  return call.namespace ? `${call.namespace}/${name}` : name;
}
