// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Claims of a token, as JSON has them. */
export type Claims = Record<string, unknown>;

const signing = { dsaEncoding: 'ieee-p1363' } as const;

/** A signed token (JWS, ES256). */
export function signJwt(claims: Claims, key: KeyObject): string {
  const body = `${encoded({ alg: 'ES256', kid: keyId(key) })}.${encoded(claims)}`;
  return `${body}.${sign('sha256', Buffer.from(body), { key, ...signing }).toString('base64url')}`;
}

/** The claims of a token that was signed with the key; undefined for any other text. */
export function verifiedClaims(token: string, key: KeyObject): Claims | undefined {
  const [head, claims, signature, ...more] = token.split('.');
  if (!head || !claims || !signature || more.length > 0) return undefined;
  const header = decoded(head);
  if (header?.alg !== 'ES256') return undefined;
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, { key, ...signing }, Buffer.from(signature, 'base64url'))) return undefined;
  return decoded(claims);
}

/** The public half of a key as `/openid/v1/jwks` publishes it. */
export function publicJwk(key: KeyObject): Record<string, unknown> {
  const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  return { use: 'sig', kty, kid: keyId(key), crv, alg: 'ES256', x, y };
}

/** Names a key by its public half. @upstream keyIDFromPublicKey: SHA-256 over the DER */
function keyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decoded(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return value !== null && typeof value === 'object' ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}
