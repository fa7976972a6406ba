// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { issue, type KeyPair, type KubeObject, newAuthority, type Secret } from '@kubevirt-ts/kube';
import { dnsNamesOf, type Leaf } from './leaves.ts';
import { parsePair } from './parse.ts';
import type { Lifetime } from './rotation.ts';

/** Makes an authority; its name ends in the second it was made. */
export const makeAuthority = async ({ durationMs }: Lifetime, now: Date): Promise<KeyPair> =>
  newAuthority({ commonName: `kubevirt.io@${Math.floor(now.getTime() / 1000)}`, durationMs, now });

/** Issues a leaf signed by the authority in a secret. @throws Error when there is no authority in it */
export const makeLeaf = async (
  leaf: Leaf,
  namespace: string,
  authority: KubeObject,
  { lifetime, now }: { lifetime: Lifetime; now: Date },
): Promise<KeyPair> => {
  const pair = parsePair(authority as Secret);
  if (!pair) throw new Error('the secret of the authority holds no certificate with its key');
  return issue(pair, {
    commonName: leaf.commonName,
    dnsNames: leaf.usages === 'server' ? dnsNamesOf(leaf, namespace) : [],
    usages: leaf.usages,
    durationMs: lifetime.durationMs,
    now,
  });
};
