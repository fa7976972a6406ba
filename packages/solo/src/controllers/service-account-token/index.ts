// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, keyOf, resources, type Secret, source, splitKey } from '@kubevirt-ts/kube';
import type { ServiceAccountTokens } from '../../auth/tokens/service-account-tokens.ts';
import type { SoloContext } from '../../context.ts';
import { indexOf } from '../index-of.ts';
import { accountName, decide, tokenType } from './decide.ts';

/** What the controller needs: who issues tokens, and the authority that vouches for the API server. */
export type ServiceAccountTokenContext = SoloContext & {
  tokens: Pick<ServiceAccountTokens, 'issueForSecret'>;
  caPem: string;
};

/**
 * Watches secrets of type kubernetes.io/service-account-token; puts the token of the account they name in, and deletes them
 * when that account is gone.
 * @upstream kube-controller-manager's tokens controller
 */
export function serviceAccountTokenController(c: ServiceAccountTokenContext): Controller {
  const secrets = c.cache(resources.secrets);
  const accounts = c.cache(resources.serviceAccounts);
  const byAccount = indexOf(secrets, (secret) => (secret.type === tokenType ? [accountKey(secret)] : []));
  return controller({
    name: 'serviceaccount-token',
    logger: c.logger,
    signal: c.signal,
    sources: [
      source(secrets, (secret) => (secret.type === tokenType ? [keyOf(secret)] : [])),
      source(accounts, (account) => byAccount.by(keyOf(account)).map(keyOf)),
    ],
    async reconcile(key) {
      const known = secrets.get(key);
      const secret = known && (await c.client.find(resources.secrets, splitKey(key)));
      if (secret?.type !== tokenType) return;
      const { namespace = '', name = '' } = secret.metadata ?? {};
      // The cache of accounts may be behind that of secrets.
      const account = await c.client.find(resources.serviceAccounts, splitKey(accountKey(secret)));
      const issue = (serviceAccount: { name: string; uid: string }) =>
        c.tokens.issueForSecret({ namespace, serviceAccount, secretName: name });
      const decision = decide({ secret, account, caPem: c.caPem, issue });
      if (decision.do === 'write') await c.client.update(resources.secrets, decision.secret);
      if (decision.do !== 'delete') return;
      const { uid, resourceVersion } = secret.metadata ?? {};
      await c.client.delete(resources.secrets, { namespace, name }, { preconditions: { uid, resourceVersion } });
    },
  });
}

function accountKey(secret: Secret): string {
  return `${secret.metadata?.namespace}/${secret.metadata?.annotations?.[accountName] ?? ''}`;
}
