// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import type { KubeObject } from '@kubevirt-ts/kube';
import type { User } from '../../apiserver/request.ts';
import type { Store } from '../../store/store.ts';
import { quotedList } from '../rbac/rules.ts';
import { collections, stored } from '../stored.ts';
import { type Claims, publicJwk, signJwt, verifiedClaims } from './jwt.ts';
import { type IsLiving, livingObjects } from './living.ts';

/** Names one object and which one of that name. */
export interface Identity {
  name: string;
  uid: string;
}

/** What a token is issued for. */
export interface TokenFor {
  namespace: string;
  serviceAccount: Identity;
  audiences: readonly string[];
  expirationSeconds: number;
  /** The token ends with these objects. A pod's node is only named. */
  pod?: Identity;
  secret?: Identity;
  node?: Identity;
}

/** Who a token speaks for and to which of the audiences asked, or why it counts for nothing: empty for what is no token of this cluster. */
type TokenAnswer = { user: User; audiences: string[] } | { refused: string };

/** Issues and checks the tokens of service accounts. */
export interface ServiceAccountTokens {
  readonly issuer: string;
  issue(o: TokenFor): { token: string; expires: Date };
  /** The everlasting token of a secret of type kubernetes.io/service-account-token. */
  issueForSecret(o: { namespace: string; serviceAccount: Identity; secretName: string }): string;
  /** Checks a token against the objects of now; without audiences, the API server is meant. */
  authenticate(token: string, audiences?: readonly string[]): TokenAnswer;
  /** What `/openid/v1/jwks` answers. */
  jwks(): object;
  /** What `/.well-known/openid-configuration` answers. */
  openidConfiguration(): object;
}

const knownCap = 4096;
const legacyIssuer = 'kubernetes/serviceaccount';
const leewaySeconds = 60;

/** Tokens signed with one key, and bound to objects of a store. */
export function serviceAccountTokens(o: {
  keyPem: string;
  issuer: string;
  /** Where the API server's own audience and keys are found from outside, `https://…`. */
  server: string;
  store: Store;
  now: () => Date;
}): ServiceAccountTokens {
  const key = createPrivateKey(o.keyPem);
  const publicKey = createPublicKey(key);
  // Signatures cost far more than looking whether the objects are still there.
  const isLiving = livingObjects(o.store, o.now);
  const known = new Map<string, Claims>();
  const claimsOf = (token: string) => {
    const found = known.get(token);
    if (found) return found;
    const claims = verifiedClaims(token, publicKey);
    if (!claims) return undefined;
    if (known.size >= knownCap) known.clear();
    known.set(token, claims);
    return claims;
  };
  const nowSeconds = () => Math.floor(o.now().getTime() / 1000);

  return {
    issuer: o.issuer,
    issue(of) {
      const iat = nowSeconds();
      const exp = iat + of.expirationSeconds;
      const bound = {
        namespace: of.namespace,
        ...(of.node && { node: of.node }),
        ...(of.pod && { pod: of.pod }),
        ...(of.secret && { secret: of.secret }),
        serviceaccount: of.serviceAccount,
      };
      const sub = subjectOf(of.namespace, of.serviceAccount.name);
      const aud = of.audiences;
      const claims = { aud, exp, iat, iss: o.issuer, jti: randomUUID(), 'kubernetes.io': bound, nbf: iat, sub };
      return { token: signJwt(claims, key), expires: new Date(exp * 1000) };
    },
    issueForSecret({ namespace, serviceAccount, secretName }) {
      const claims = {
        iss: legacyIssuer,
        'kubernetes.io/serviceaccount/namespace': namespace,
        'kubernetes.io/serviceaccount/secret.name': secretName,
        'kubernetes.io/serviceaccount/service-account.name': serviceAccount.name,
        'kubernetes.io/serviceaccount/service-account.uid': serviceAccount.uid,
        sub: subjectOf(namespace, serviceAccount.name),
      };
      return signJwt(claims, key);
    },
    authenticate(token, audiences = [o.issuer]) {
      const claims = claimsOf(token);
      if (!claims) return { refused: '' };
      if (claims.iss === legacyIssuer) return authenticateLegacy(o.store, claims, token, audiences);
      return authenticateBound({ issuer: o.issuer, isLiving }, claims, { audiences, nowSeconds: nowSeconds() });
    },
    jwks: () => ({ keys: [publicJwk(key)] }),
    openidConfiguration: () => ({
      issuer: o.issuer,
      jwks_uri: `${o.server}/openid/v1/jwks`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    }),
  };
}

interface Bound {
  namespace: string;
  serviceaccount: Identity;
  pod?: Identity;
  secret?: Identity;
  node?: Identity;
}

function authenticateBound(
  o: { issuer: string; isLiving: IsLiving },
  claims: Claims,
  asked: { audiences: readonly string[]; nowSeconds: number },
): TokenAnswer {
  const { nowSeconds } = asked;
  if (claims.iss !== o.issuer) return { refused: '' };
  if (Number(claims.exp) <= nowSeconds) return { refused: 'service account token has expired' };
  if (Number(claims.nbf) > nowSeconds + leewaySeconds) return { refused: 'service account token is not valid yet' };
  const ofToken = Array.isArray(claims.aud) ? claims.aud.map(String) : [String(claims.aud)];
  const audiences = asked.audiences.filter((audience) => ofToken.includes(audience));
  if (audiences.length === 0)
    return {
      refused: `token audiences ${quotedList(ofToken)} is invalid for the target audiences ${quotedList(asked.audiences)}`,
    };
  const { namespace, serviceaccount, pod, secret, node } = claims['kubernetes.io'] as Bound;
  const isThere = (collection: string, identity: Identity | undefined, inNamespace: string | undefined = namespace) =>
    identity === undefined ||
    o.isLiving(collection, { ...(inNamespace && { namespace: inNamespace }), name: identity.name }, identity.uid);
  if (!isThere(collections.serviceAccounts, serviceaccount)) return { refused: 'service account has been deleted' };
  if (!isThere(collections.pods, pod)) return { refused: 'pod has been deleted' };
  if (!isThere(collections.secrets, secret)) return { refused: 'secret has been deleted' };
  if (!pod && !isThere(collections.nodes, node, '')) return { refused: 'node has been deleted' };
  const extra: Record<string, string[]> = { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] };
  const say = (what: string, identity: Identity | undefined) => {
    if (!identity) return;
    extra[`authentication.kubernetes.io/${what}-name`] = [identity.name];
    extra[`authentication.kubernetes.io/${what}-uid`] = [identity.uid];
  };
  say('node', node);
  say('pod', pod);
  return { user: { ...serviceAccountUser(namespace, serviceaccount), extra }, audiences };
}

function authenticateLegacy(store: Store, claims: Claims, token: string, audiences: readonly string[]): TokenAnswer {
  const claim = (name: string) => String(claims[`kubernetes.io/serviceaccount/${name}`]);
  const namespace = claim('namespace');
  const secret = stored<KubeObject & { data?: Record<string, string> }>(store, collections.secrets, {
    namespace,
    name: claim('secret.name'),
  });
  const isCurrent = secret && Buffer.from(secret.data?.token ?? '', 'base64').toString('utf8') === token;
  if (!isCurrent || secret.metadata?.deletionTimestamp) return { refused: 'the token has been invalidated' };
  const identity = { name: claim('service-account.name'), uid: claim('service-account.uid') };
  const account = stored(store, collections.serviceAccounts, { namespace, name: identity.name });
  if (account?.metadata?.uid !== identity.uid) return { refused: 'service account has been deleted' };
  return { user: serviceAccountUser(namespace, identity), audiences: [...audiences] };
}

/** The user that a service account is. */
export function serviceAccountUser(namespace: string, account: { name: string; uid?: string }): User {
  return {
    name: subjectOf(namespace, account.name),
    ...(account.uid && { uid: account.uid }),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

function subjectOf(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}
