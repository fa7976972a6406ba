// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, LabelSelector } from '@kubevirt-ts/kube';
import type { Store } from '../../store/store.ts';
import { type Conditions, compileConditions } from './match-conditions.ts';
import type { WebhookClientConfig } from './webhook-client.ts';

/** What a webhook is called for. */
export interface Rule {
  operations?: string[];
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  scope?: string;
}

/** A webhook as configurations have it. */
export interface Webhook {
  name: string;
  clientConfig: WebhookClientConfig;
  rules?: Rule[];
  failurePolicy?: string;
  matchPolicy?: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  sideEffects?: string;
  timeoutSeconds?: number;
  admissionReviewVersions?: string[];
  reinvocationPolicy?: string;
  matchConditions?: { name: string; expression: string }[];
}

/** A webhook, ready to be asked whether it wants to be. */
export interface Hook {
  /** Unlike those of all other webhooks. */
  id: string;
  webhook: Webhook;
  conditions: Conditions;
}

/** The webhooks of all configurations of a kind, in the order they are called. */
export type Hooks = () => readonly Hook[];

/** The group and collections of configurations: what concerns them is told to no webhook. */
export const configurations = {
  group: 'admissionregistration.k8s.io',
  mutating: 'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  validating: 'admissionregistration.k8s.io/validatingwebhookconfigurations',
} as const;

/** Reads the configurations in a collection; anew only after one has changed. */
export function hooksIn(store: Store, collection: string): Hooks {
  let known: readonly Hook[] | undefined;
  store.onEvent((event) => {
    if (event.collection === collection) known = undefined;
  });
  return () => {
    known ??= read(store, collection);
    return known;
  };
}

function read(store: Store, collection: string): Hook[] {
  // In the store's order: by name.
  return store.list(collection).items.flatMap(({ key, json }) => {
    const { webhooks = [] } = JSON.parse(json) as KubeObject & { webhooks?: Webhook[] };
    return webhooks.map((webhook, index) => ({
      id: `${key}/${webhook.name}/${index}`,
      webhook,
      conditions: compileConditions(webhook.matchConditions ?? []),
    }));
  });
}
