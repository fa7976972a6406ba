// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest } from '../../apiserver/errors.ts';
import type { ServiceAccountTokens } from '../tokens/service-account-tokens.ts';
import type { Answer } from './access-reviews.ts';
import { userInfo } from './self-reviews.ts';

/** Whose token it is, if it is anybody's. */
export function tokenReview(tokens: ServiceAccountTokens): Answer {
  return async (object) => {
    const { token, audiences } = (object.spec ?? {}) as { token?: string; audiences?: string[] };
    if (!token) throw badRequest('token is required for TokenReview in authentication');
    const answer = tokens.authenticate(token, audiences?.length ? audiences : undefined);
    if ('refused' in answer) {
      const error = answer.refused ? `[invalid bearer token, ${answer.refused}]` : 'invalid bearer token';
      return { ...object, status: { user: {}, error } };
    }
    const status = { authenticated: true, user: userInfo(answer.user), audiences: answer.audiences };
    return { ...object, status };
  };
}
