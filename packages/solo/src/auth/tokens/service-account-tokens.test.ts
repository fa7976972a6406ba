// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import type { ApiError } from '@kubevirt-ts/kube';
import { apiRequest, testStore } from '../../../test/auth-world.ts';
import { collections } from '../stored.ts';
import { verifiedClaims } from './jwt.ts';
import { serviceAccountTokens } from './service-account-tokens.ts';
import { tokenRequestConnector } from './token-request.ts';

const issuer = 'https://kubernetes.default.svc.cluster.local';

async function world() {
  const clock = { now: new Date('2026-01-01T00:00:00Z') };
  const now = () => clock.now;
  const store = testStore(now);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const tokens = serviceAccountTokens({ keyPem, issuer, server: 'https://127.0.0.1:7443', store, now });
  const account = await store.put1(collections.serviceAccounts, { metadata: { namespace: 'a', name: 'sa' } });
  const connector = tokenRequestConnector({ tokens, store, now });
  const request = async (spec: object) => {
    const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec };
    const answer = await connector.handle(apiRequest('POST', '/x', { body }), account);
    assert.ok('body' in answer);
    return answer.body as { status: { token: string; expirationTimestamp: string }; spec: { audiences: string[] } };
  };
  const refused = (of: string, audiences?: string[]) => {
    const answer = tokens.authenticate(of, audiences);
    return 'refused' in answer ? answer.refused : undefined;
  };
  return { clock, store, tokens, connector, account, request, refused, privateKey };
}

test('a token speaks for its service account until it expires or the account is another', async () => {
  const { clock, store, tokens, account, request, refused } = await world();
  const { status, spec } = await request({});
  assert.deepEqual(spec.audiences, [issuer]);
  assert.equal(status.expirationTimestamp, '2026-01-01T01:00:00Z');
  const answer = tokens.authenticate(status.token);
  assert.ok('user' in answer);
  const { extra, ...user } = answer.user;
  assert.deepEqual(user, {
    name: 'system:serviceaccount:a:sa',
    uid: account.metadata?.uid,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
  });
  assert.match(extra?.['authentication.kubernetes.io/credential-id']?.[0] ?? '', /^JTI=/);
  assert.equal(refused(`${status.token}x`), '');
  assert.equal(refused('nonsense'), '');
  assert.match(refused(status.token, ['vault']) ?? '', /audiences/);
  clock.now = new Date('2026-01-01T01:00:00Z');
  assert.match(refused(status.token) ?? '', /expired/);
  clock.now = new Date('2026-01-01T00:30:00Z');
  await store.remove1(collections.serviceAccounts, account);
  await store.put1(collections.serviceAccounts, { metadata: { namespace: 'a', name: 'sa' } });
  assert.match(refused(status.token) ?? '', /deleted/);
});

test('a token for other audiences is good for these only', async () => {
  const { tokens, request, refused } = await world();
  const { status } = await request({ audiences: ['vault', 'other'] });
  assert.match(refused(status.token) ?? '', /audiences/);
  const answer = tokens.authenticate(status.token, ['else', 'vault']);
  assert.ok('audiences' in answer);
  assert.deepEqual(answer.audiences, ['vault']);
});

test('a bound token ends with its pod, and names its node', async () => {
  const { clock, store, tokens, request, refused } = await world();
  const node = await store.put1(collections.nodes, { metadata: { name: 'node1' } });
  const pod = await store.put1(collections.pods, {
    metadata: { namespace: 'a', name: 'p' },
    spec: { serviceAccountName: 'sa', nodeName: 'node1' },
  });
  const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'p', uid: pod.metadata?.uid };
  const { status } = await request({ boundObjectRef });
  const answer = tokens.authenticate(status.token);
  assert.ok('user' in answer);
  assert.deepEqual(
    ['pod-name', 'pod-uid', 'node-name', 'node-uid'].map(
      (key) => answer.user.extra?.[`authentication.kubernetes.io/${key}`]?.[0],
    ),
    ['p', pod.metadata?.uid, 'node1', node.metadata?.uid],
  );
  const deleted = await store.put1(collections.pods, {
    ...pod,
    metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' },
  });
  assert.equal(refused(status.token), undefined);
  clock.now = new Date('2026-01-01T00:02:00Z');
  assert.match(refused(status.token) ?? '', /pod has been deleted/);
  await store.remove1(collections.pods, deleted);
  assert.match(refused(status.token) ?? '', /pod has been deleted/);
});

test('what cannot be bound, or is too short, is refused in Kubernetes’ words', async () => {
  const { store, request } = await world();
  await store.put1(collections.pods, {
    metadata: { namespace: 'a', name: 'p', uid: '1' },
    spec: { serviceAccountName: 'x' },
  });
  await store.put1(collections.secrets, { metadata: { namespace: 'a', name: 's', uid: '2' } });
  const failure = async (spec: object) => {
    const error = (await request(spec).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )) as ApiError;
    return `${error.code} ${error.message}`;
  };
  const bound = (ref: object) => failure({ boundObjectRef: { apiVersion: 'v1', ...ref } });
  assert.equal(
    await failure({ expirationSeconds: 5 }),
    '422 TokenRequest.authentication.k8s.io "sa" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
  );
  assert.equal(await bound({ kind: 'Pod', name: 'none' }), '404 pods "none" not found');
  assert.equal(
    await bound({ kind: 'Pod', name: 'p' }),
    '400 cannot bind token for serviceaccount "sa" to pod running with different serviceaccount name.',
  );
  assert.equal(
    await bound({ kind: 'Deployment', apiVersion: 'apps/v1', name: 'd' }),
    '400 cannot bind token to object of type apps/v1, Kind=Deployment',
  );
  assert.match(await bound({ kind: 'Secret', name: 's', uid: 'other' }), /^409 .*does not match the UID in record/);
});

test('a node gets tokens for its own pods only', async () => {
  const { store, connector, account } = await world();
  const pod = async (name: string, nodeName: string) =>
    (
      await store.put1(collections.pods, {
        metadata: { namespace: 'a', name },
        spec: { serviceAccountName: 'sa', nodeName },
      })
    ).metadata?.uid;
  const [mine, other] = [await pod('mine', 'one'), await pod('other', 'two')];
  const user = { name: 'system:node:one', groups: ['system:nodes'] };
  const refusal = (boundObjectRef?: object) =>
    connector.handle(apiRequest('POST', '/x', { user, body: { spec: { boundObjectRef } } }), account).then(
      () => '',
      (error: ApiError) => error.message,
    );
  const ref = (name: string, uid?: string) => ({ kind: 'Pod', apiVersion: 'v1', name, uid });
  assert.equal(await refusal(ref('mine', mine)), '');
  assert.match(await refusal(), /not bound to a pod/);
  assert.match(await refusal(ref('mine')), /without a uid/);
  assert.equal(
    await refusal(ref('other', other)),
    'serviceaccounts "sa" is forbidden: node requested token bound to a pod scheduled on a different node',
  );
});

test('the token of a secret is good while the secret holds it; keys are published', async () => {
  const { store, tokens, account, refused, privateKey } = await world();
  const serviceAccount = { name: 'sa', uid: account.metadata?.uid ?? '' };
  const token = tokens.issueForSecret({ namespace: 'a', serviceAccount, secretName: 's' });
  assert.match(refused(token) ?? '', /invalidated/);
  const data = { token: Buffer.from(token).toString('base64') };
  await store.put1(collections.secrets, { metadata: { namespace: 'a', name: 's' }, data });
  assert.equal(refused(token), undefined);
  const { keys } = tokens.jwks() as { keys: Record<string, string>[] };
  const published = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
  assert.ok(verifiedClaims(token, published));
  assert.ok(verifiedClaims(token, createPublicKey(privateKey)));
});
