// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import { type Client, isAlreadyExists, type KubeObject, keyOf, splitKey } from '@kubevirt-ts/kube';
import { authorityName, leaves } from '../certificates/leaves.ts';
import { makeAuthority, makeLeaf } from '../certificates/make.ts';
import { rotationOf } from '../certificates/rotation.ts';
import { filled, secretShell } from '../certificates/secrets.ts';
import type { LiveObjects } from '../objects/live-objects.ts';
import { fieldManager, type Writer } from '../objects/writer.ts';
import type { DeploymentConfig } from '../strategy/deployment.ts';
import { stamp } from '../strategy/stamp.ts';
import type { Action } from './world.ts';

/** What actions are carried out with. */
export interface Hands {
  client: Client;
  writer: Writer;
  live: LiveObjects;
  now: () => Date;
}

/**
 * Keeps a certificate in its secret; a secret that changed meanwhile is a conflict, and looked at again. One that is there
 * after all, because it only lost the label by which it is found, is taken note of and left for the next look.
 */
const keep = async (secret: KubeObject, hands: Hands): Promise<void> => {
  const resource = hands.writer.resource(secret);
  const live = hands.live.get(secret);
  if (live) {
    const metadata = {
      ...secret.metadata,
      labels: { ...live.metadata?.labels, ...secret.metadata?.labels },
      annotations: { ...live.metadata?.annotations, ...secret.metadata?.annotations },
      resourceVersion: live.metadata?.resourceVersion,
    };
    hands.live.wrote(await hands.client.update(resource, { ...secret, metadata }, { fieldManager }));
    return;
  }
  try {
    hands.live.wrote(await hands.client.create(resource, secret, { fieldManager }));
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    hands.live.wrote(await hands.client.get(resource, splitKey(keyOf(secret))));
  }
};

/** Carries out one action. */
export const perform = async (
  action: Action,
  kubevirt: KubeVirt,
  deployment: DeploymentConfig,
  hands: Hands,
): Promise<void> => {
  const { namespace } = deployment;
  const rotation = rotationOf(kubevirt);
  switch (action.do) {
    case 'put':
      await hands.writer.put(action.object);
      return;
    case 'delete':
      await hands.writer.delete(action.object);
      return;
    case 'authority': {
      const pair = await makeAuthority(rotation.authority, hands.now());
      await keep(filled(stamp(secretShell(authorityName, namespace, rotation.authority), deployment), pair), hands);
      return;
    }
    case 'issue': {
      const leaf = leaves(namespace).find(({ secret }) => secret === action.secret);
      const authority = hands.live.get(secretShell(authorityName, namespace, rotation.authority));
      if (!leaf || !authority) throw new Error(`cannot issue ${action.secret} without an authority`);
      const pair = await makeLeaf(leaf, namespace, authority, { lifetime: rotation.server, now: hands.now() });
      await keep(filled(stamp(secretShell(leaf.secret, namespace, rotation.server), deployment), pair), hands);
    }
  }
};
