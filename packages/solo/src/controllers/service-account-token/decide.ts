// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Secret, ServiceAccount } from '@kubevirt-ts/kube';

/** The type of secrets that hold a token. */
export const tokenType = 'kubernetes.io/service-account-token';
/** Whose token a secret holds. */
export const accountName = 'kubernetes.io/service-account.name';
const accountUid = 'kubernetes.io/service-account.uid';

/** What is to be done with a secret that holds a token. */
export type Decision = { do: 'nothing' } | { do: 'delete' } | { do: 'write'; secret: Secret };

/**
 * Decides over a secret of the token type by the account it names: without it the secret goes; otherwise it has the
 * token, the authority to trust and its namespace.
 */
export function decide(o: {
  secret: Secret;
  account: ServiceAccount | undefined;
  caPem: string;
  /** Makes a token of the account for the secret. */
  issue: (account: { name: string; uid: string }) => string;
}): Decision {
  const { secret, account } = o;
  const { annotations = {}, namespace = '', deletionTimestamp } = secret.metadata ?? {};
  if (deletionTimestamp) return { do: 'nothing' };
  const { name = '', uid = '' } = account?.metadata ?? {};
  if (!account || (annotations[accountUid] && annotations[accountUid] !== uid)) return { do: 'delete' };
  const { data = {} } = secret;
  const wanted = {
    'ca.crt': base64(o.caPem),
    namespace: data.namespace || base64(namespace),
    token: data.token || base64(o.issue({ name, uid })),
  };
  const isDone =
    annotations[accountUid] === uid &&
    data['ca.crt'] === wanted['ca.crt'] &&
    data.namespace === wanted.namespace &&
    data.token === wanted.token;
  if (isDone) return { do: 'nothing' };
  const metadata = { ...secret.metadata, annotations: { ...annotations, [accountName]: name, [accountUid]: uid } };
  return { do: 'write', secret: { ...secret, metadata, data: { ...data, ...wanted } } };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
