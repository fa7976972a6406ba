// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, authority, certificate, changeable, serve } from '../../test/https-setup.ts';
import type { KeyPair } from '../certificates/authority.ts';
import { type FrontProxyTrust, frontProxyTrust, frontProxyUser } from './front-proxy.ts';

const trustOf = (ca: KeyPair, allowedNames: string[]) =>
  frontProxyTrust({
    data: {
      'requestheader-client-ca-file': ca.certificatePem,
      'requestheader-allowed-names': JSON.stringify(allowedNames),
      'requestheader-username-headers': '["X-Remote-User"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    },
  });

const headers = {
  'X-Remote-User': 'alice',
  'X-Remote-Group': ['dev', 'system:authenticated'],
  'X-Remote-Extra-Scopes%2Fone': ['a', 'b'],
};

test('only a front proxy by authority and by name is believed (CVE-2025-64432)', async () => {
  const [ca, proxies, clients] = await Promise.all([authority(), authority('front-proxy-ca'), authority('client-ca')]);
  const source = changeable(await certificate(ca, 'virt-api', 'server'));
  let trust: FrontProxyTrust | undefined;
  const server = await serve({
    certificate: source,
    clientCa: () => proxies.certificatePem + clients.certificatePem,
    handle: (request, response) => void response.end(JSON.stringify(frontProxyUser(request, trust, new Date()))),
  });
  const call = async (pair: KeyPair | undefined, sent: Record<string, string | string[]> = headers) => {
    const options = { ca: ca.certificatePem, cert: pair?.certificatePem, key: pair?.keyPem, headers: sent };
    return JSON.parse((await ask(server.port, '/', options)).body);
  };
  const proxy = await certificate(proxies, 'front-proxy-client', 'client');
  const alice = { username: 'alice', groups: headers['X-Remote-Group'], extra: { 'scopes/one': ['a', 'b'] } };

  assert.deepEqual(await call(proxy), { refused: 'no front proxy is known' });
  trust = trustOf(proxies, ['front-proxy-client']);
  assert.deepEqual(await call(proxy), { user: alice });
  assert.deepEqual(await call(undefined), { refused: 'no client certificate' });
  const notOurs = { refused: 'the client certificate is not of the front proxy authority' };
  assert.deepEqual(await call(await certificate(clients, 'front-proxy-client', 'client')), notOurs);
  assert.deepEqual(await call(await certificate(proxies, 'front-proxy-client', 'server')), notOurs);
  assert.deepEqual(await call(await certificate(proxies, 'someone', 'client')), {
    refused: "the client certificate's name someone is not that of a front proxy",
  });
  assert.deepEqual(await call(proxy, {}), { refused: 'the front proxy names no user' });
  trust = trustOf(proxies, []);
  assert.deepEqual(await call(await certificate(proxies, 'someone', 'client')), { user: alice });
  await server.stop();
});

test('without an authority in the config map nobody is believed', () => {
  assert.equal(frontProxyTrust(undefined), undefined);
  assert.equal(frontProxyTrust({ data: { 'requestheader-allowed-names': '[]' } }), undefined);
});
