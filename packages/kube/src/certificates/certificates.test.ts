// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, memoryClient, quiet } from '@kubevirt-ts/testkit';
import { watchCache } from '../cache/watch-cache.ts';
import { resources } from '../resource.ts';
import { issue, newAuthority } from './authority.ts';
import { mergeBundle } from './bundle.ts';
import { inspect, parseBundle } from './inspect.ts';
import { caFile, certificateFiles, certificateSecret } from './sources.ts';

const day = 86_400_000;
const now = new Date('2026-01-10T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * day);
const authority = (commonName: string, began: Date, days = 7) =>
  newAuthority({ commonName, durationMs: days * day, now: began });

test('an authority signs what it issues, from when it began itself', async () => {
  const ca = await authority('kubevirt.io@1', daysAgo(2));
  const other = await authority('kubevirt.io@1', daysAgo(2));
  const leaf = await issue(ca, {
    commonName: 'virt-api',
    dnsNames: ['virt-api', 'virt-api.kubevirt.svc'],
    usages: 'server',
    durationMs: day,
    now,
  });
  const facts = inspect(leaf.certificatePem);
  assert.ok(facts);
  assert.deepEqual(
    [facts.commonName, facts.notBefore, facts.notAfter, facts.isAuthority, facts.dnsNames],
    ['virt-api', daysAgo(2), daysAgo(-1), false, ['virt-api', 'virt-api.kubevirt.svc']],
  );
  assert.deepEqual([facts.signedBy(ca.certificatePem), facts.signedBy(other.certificatePem)], [true, false]);
  assert.deepEqual([facts.hasKey(leaf.keyPem), facts.hasKey(ca.keyPem), facts.hasKey('no key')], [true, false, false]);
  assert.equal(inspect(ca.certificatePem)?.isAuthority, true);
  assert.equal(inspect('-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----'), undefined);
});

test('a bundle is the current authority, then valid older ones, newest first, each once', async () => {
  const names = ['expired', 'older', 'old', 'current'];
  const [expired, older, old, current] = (
    await Promise.all([
      authority('expired', daysAgo(9)),
      authority('older', daysAgo(5)),
      authority('old', daysAgo(3)),
      authority('current', daysAgo(1)),
    ])
  ).map(({ certificatePem }) => certificatePem);
  assert.ok(current);
  const bundlePem = [expired, older, old, current, older].join('');
  const namesIn = (pem: string) => parseBundle(pem).map((certificate) => certificate.subject.replace('CN=', ''));
  assert.deepEqual(namesIn(mergeBundle({ currentPem: current, bundlePem, now })), names.slice(1).reverse());
  assert.deepEqual(namesIn(mergeBundle({ currentPem: current, bundlePem, now, overlapMs: 2 * day })).length, 3);
  assert.deepEqual(namesIn(mergeBundle({ currentPem: current, bundlePem, now, overlapMs: day })), ['current']);
  assert.deepEqual(namesIn(mergeBundle({ currentPem: current, bundlePem: 'rubbish', now })), ['current']);
});

test('mounted files are read again when their directory is swapped, and a mismatched key is not taken', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'certificates-'));
  const ending = new AbortController();
  const ca = await authority('ca', daysAgo(1));
  const [first, second] = await Promise.all(
    ['first', 'second'].map((commonName) => issue(ca, { commonName, usages: 'client', durationMs: day, now })),
  );
  assert.ok(first && second);
  // As the kubelet does it: tls.crt → ..data/tls.crt, ..data → a directory by date.
  const swap = async (name: string, certificatePem: string, keyPem: string) => {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, 'tls.crt'), certificatePem);
    await writeFile(join(directory, name, 'tls.key'), keyPem);
    await symlink(name, join(directory, '..next'));
    await rename(join(directory, '..next'), join(directory, '..data'));
  };
  await swap('1', first.certificatePem, first.keyPem);
  await symlink('..data/tls.crt', join(directory, 'tls.crt'));
  await symlink('..data/tls.key', join(directory, 'tls.key'));
  const source = certificateFiles(directory, ending.signal);
  const bundle = caFile(join(directory, 'tls.crt'), ending.signal);
  let changes = 0;
  source.onChange(() => {
    changes += 1;
  });
  assert.equal(source.current()?.certificatePem, first.certificatePem);
  await swap('2', second.certificatePem, first.keyPem);
  await eventually(() => bundle.current() === second.certificatePem);
  assert.equal(source.current()?.certificatePem, first.certificatePem);
  await swap('3', second.certificatePem, second.keyPem);
  await eventually(() => changes === 1);
  assert.equal(source.current()?.certificatePem, second.certificatePem);
  ending.abort();
  await rm(directory, { recursive: true });
});

test('a certificate in a secret is followed, with a fallback until there is one', async () => {
  const ca = await authority('ca', daysAgo(1));
  const pair = await issue(ca, { commonName: 'real', usages: 'server', durationMs: day, now });
  const client = memoryClient();
  const ending = new AbortController();
  const cache = watchCache({ client, resource: resources.secrets, logger: quiet(), signal: ending.signal });
  const ref = { namespace: 'kubevirt', name: 'kubevirt-operator-certs' };
  const source = certificateSecret(cache, ref, ca);
  assert.equal(source.current(), ca);
  const data = {
    'tls.crt': Buffer.from(pair.certificatePem).toString('base64'),
    'tls.key': Buffer.from(pair.keyPem).toString('base64'),
  };
  client.put({ apiVersion: 'v1', kind: 'Secret', metadata: { ...ref, name: 'another' }, data } as never);
  client.put({ apiVersion: 'v1', kind: 'Secret', metadata: ref, data } as never);
  await eventually(() => source.current()?.certificatePem === pair.certificatePem);
  ending.abort();
});
