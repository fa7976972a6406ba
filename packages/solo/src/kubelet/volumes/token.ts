// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Client, Pod } from '@kubevirt-ts/kube';

/** A service account's token for one pod. */
interface PodToken {
  token: string;
  /** When a newer one is to be had. */
  refreshAt: Date;
}

/** Gives tokens bound to pods, each until it is time for the next. */
export interface PodTokens {
  get(pod: Pod, audience: string | undefined, expirationSeconds: number): Promise<PodToken>;
  /** Forgets what a pod had. */
  forget(uid: string): void;
}

const dayMs = 24 * 3600 * 1000;

/** Tokens from the API server's TokenRequest. @upstream a new one when 80 % of the old one's time, or a day, has passed */
export function podTokens(client: Pick<Client, 'raw'>, now: () => Date): PodTokens {
  const known = new Map<string, Map<string, PodToken>>();
  const request = async ({ metadata, spec }: Pod, audience: string | undefined, expirationSeconds: number) => {
    const { namespace = '', name, uid } = metadata ?? {};
    const account = spec?.serviceAccountName || 'default';
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${encodeURIComponent(account)}/token`;
    const answer = (await client.raw('POST', path, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { name: account, namespace },
      spec: {
        audiences: audience ? [audience] : [],
        expirationSeconds,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
      },
    })) as { status: { token: string; expirationTimestamp: string } };
    const lifeMs = new Date(answer.status.expirationTimestamp).getTime() - now().getTime();
    const refreshAt = new Date(now().getTime() + Math.min(lifeMs * 0.8, dayMs));
    return { token: answer.status.token, refreshAt };
  };
  return {
    async get(pod, audience, expirationSeconds) {
      const uid = pod.metadata?.uid ?? '';
      const ofPod = known.get(uid) ?? new Map<string, PodToken>();
      known.set(uid, ofPod);
      const key = `${expirationSeconds} ${audience ?? ''}`;
      const old = ofPod.get(key);
      if (old && now() < old.refreshAt) return old;
      const next = await request(pod, audience, expirationSeconds);
      ofPod.set(key, next);
      return next;
    },
    forget: (uid) => void known.delete(uid),
  };
}
