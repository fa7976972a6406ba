// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { type Client, resources, type UserInfo } from '@kubevirt-ts/kube';

/** What somebody wants to do, as a SubjectAccessReview asks it. */
export interface Deed {
  namespace?: string;
  verb: string;
  resource: string;
  group?: string;
  version?: string;
  subresource?: string;
  name?: string;
}

/** Whether the cluster's authorisation lets somebody do something. */
export const isAllowed = async (client: Client, user: UserInfo, deed: Deed): Promise<boolean> => {
  const review = await client.create(resources.subjectAccessReviews, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: user.username,
      uid: user.uid,
      groups: user.groups,
      extra: user.extra,
      resourceAttributes: deed,
    },
  });
  return review.status?.allowed === true;
};
