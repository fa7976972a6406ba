// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { UserInfo } from '@kubevirt-ts/kube';

/** The programs whose service accounts may do what users may not. */
export type Account = 'api' | 'controller' | 'handler';

const names: Record<Account, string> = {
  api: 'kubevirt-apiserver',
  controller: 'kubevirt-controller',
  handler: 'kubevirt-handler',
};

const nodeNameExtra = 'authentication.kubernetes.io/node-name';

/** Which of KubeVirt's service accounts somebody is, or nothing. */
export const accountOf = (user: UserInfo, namespace: string): Account | undefined =>
  (Object.keys(names) as Account[]).find(
    (account) => user.username === `system:serviceaccount:${namespace}:${names[account]}`,
  );

/** The node somebody's token was issued for, when it says so. */
export const nodeOf = (user: UserInfo): string | undefined => user.extra?.[nodeNameExtra]?.[0];
