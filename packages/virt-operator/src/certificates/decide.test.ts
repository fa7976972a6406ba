// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMap, Secret } from '@kubevirt-ts/kube';
import { clock, kubevirt } from '@kubevirt-ts/testkit';
import { type CertificateDecision, type CertificateWorld, decideCertificates } from './decide.ts';
import { leaves } from './leaves.ts';
import { makeAuthority, makeLeaf } from './make.ts';
import { rotationOf } from './rotation.ts';
import { bundleMap, filled, secretShell } from './secrets.ts';

const hourMs = 3_600_000;
const rotation = rotationOf(kubevirt());
const namespace = 'kubevirt';

/** Certificates that live in variables: what is decided is done at once. */
const keeper = async () => {
  const time = clock();
  const state: { authority?: Secret; bundle?: ConfigMap; secrets: Map<string, Secret> } = { secrets: new Map() };
  const look = (): CertificateDecision =>
    decideCertificates({
      authority: state.authority,
      bundle: state.bundle,
      leaves: leaves(namespace).map((leaf) => ({ leaf, secret: state.secrets.get(leaf.secret) })),
      rotation,
      now: time.now(),
    } satisfies CertificateWorld);
  const settle = async (): Promise<{ authority: boolean; issued: string[] }> => {
    const issued: string[] = [];
    let authority = false;
    for (let decision = look(); ; decision = look()) {
      if (decision.newAuthority) {
        authority = true;
        const pair = await makeAuthority(rotation.authority, time.now());
        state.authority = filled(secretShell('kubevirt-ca', namespace, rotation.authority), pair);
        continue;
      }
      state.bundle = bundleMap(namespace, decision.bundle);
      if (decision.issue.length === 0) return { authority, issued };
      for (const { leaf } of decision.issue) {
        assert.ok(state.authority);
        const pair = await makeLeaf(leaf, namespace, state.authority, { lifetime: rotation.server, now: time.now() });
        state.secrets.set(leaf.secret, filled(secretShell(leaf.secret, namespace, rotation.server), pair));
        issued.push(leaf.secret);
      }
    }
  };
  const bundled = (): number => (state.bundle?.data?.['ca-bundle']?.match(/BEGIN CERTIFICATE/g) ?? []).length;
  const first = await settle();
  assert.ok(first.authority);
  assert.equal(first.issued.length, leaves(namespace).length);
  return { time, state, look, settle, bundled };
};

test('nothing is due until a server certificate is', async () => {
  const { time, look, settle } = await keeper();
  time.advance(200_000);
  assert.equal(look().issue.length, 0);
  time.advance(19 * hourMs);
  assert.deepEqual(await settle(), { authority: false, issued: [] });
  time.advance(0.2 * hourMs);
  const { authority, issued } = await settle();
  assert.equal(authority, false);
  assert.equal(issued.length, leaves(namespace).length);
});

test('it says when to look again, and never in the past', async () => {
  const { time, look, settle } = await keeper();
  for (let day = 0; day < 20; day++) {
    const { nextMs } = look();
    assert.ok(nextMs > 0);
    time.advance(Math.ceil(nextMs));
    await settle();
  }
});

test('a new authority is trusted at once, signs after a while, and the old one is forgotten later', async () => {
  const { time, state, look, settle, bundled } = await keeper();
  time.advance(10 * hourMs);
  state.authority = { ...state.authority, data: { 'tls.crt': '', 'tls.key': '' } };
  assert.deepEqual(await settle(), { authority: true, issued: [] }, 'leaves of the old one are kept');
  assert.equal(bundled(), 2);
  time.advance(180_000);
  assert.equal((await settle()).issued.length, leaves(namespace).length, 'now the new one signs');
  assert.equal(bundled(), 2);
  time.advance(34 * hourMs);
  await settle();
  assert.equal(bundled(), 1);
  assert.ok(look().nextMs > 0);
});

test('what is missing, emptied, foreign or of another lifetime is issued anew', async () => {
  const { state, settle } = await keeper();
  const other = await keeper();
  const names = leaves(namespace).map(({ secret }) => secret);
  const [missing = '', emptied = '', foreign = '', lifetime = ''] = names;
  state.secrets.delete(missing);
  state.secrets.set(emptied, { ...state.secrets.get(emptied), data: {} });
  const theirs = other.state.secrets.get(foreign);
  assert.ok(theirs);
  state.secrets.set(foreign, theirs);
  state.secrets.set(lifetime, {
    ...state.secrets.get(lifetime),
    metadata: { annotations: { 'kubevirt.io/duration': '1h0m0s' } },
  });
  assert.deepEqual((await settle()).issued, [missing, emptied, foreign, lifetime]);
});

test('a key that does not belong to its certificate is no certificate', async () => {
  const { state, settle } = await keeper();
  const [first, second] = leaves(namespace).map(({ secret }) => state.secrets.get(secret));
  assert.ok(first?.data && second?.data);
  const name = leaves(namespace)[0]?.secret ?? '';
  state.secrets.set(name, { ...first, data: { ...first.data, 'tls.key': second.data['tls.key'] ?? '' } });
  assert.deepEqual((await settle()).issued, [name]);
});

test('a lost bundle leaves only the signing authority, and what others signed is replaced', async () => {
  const { state, settle } = await keeper();
  state.authority = undefined;
  state.bundle = undefined;
  const { authority, issued } = await settle();
  assert.equal(authority, true);
  assert.equal(issued.length, leaves(namespace).length);
});
