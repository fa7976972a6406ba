// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import https from 'node:https';
import { type TestContext, test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import {
  type FrontProxyTrust,
  type HttpsServer,
  issue,
  type KeyPair,
  newAuthority,
  type Reloading,
  type ServeOptions,
  serveHttps,
} from '@kubevirt-ts/kube';
import { memoryClient, pod, quiet, vm, vmi } from '@kubevirt-ts/testkit';
import { WebSocket, WebSocketServer } from 'ws';
import { kinds } from '../kinds.ts';
import { subresourceServer } from './server.ts';
import { serverIdentityFault, virtHandlers } from './virt-handlers.ts';

const now = new Date();
const hour = 3_600_000;
const fixed = <T>(value: T): Reloading<T> => ({ current: () => value, onChange: () => undefined });
const authority = (commonName: string) => newAuthority({ commonName, durationMs: hour, now });
const made = (by: KeyPair, commonName: string) =>
  issue(by, { commonName, usages: ['server', 'client'], durationMs: hour, now, ipAddresses: ['127.0.0.1'] });

const listen = (t: TestContext, o: Pick<ServeOptions, 'certificate' | 'clientCa' | 'handle' | 'upgrade'>) => {
  const ending = new AbortController();
  const server = serveHttps({
    ...o,
    port: 0,
    host: '127.0.0.1',
    signal: ending.signal,
    logger: quiet(),
    drainMs: 0,
    graceMs: 0,
  });
  t.after(async () => {
    ending.abort();
    await (await server).closed;
  });
  return server;
};

interface Installation {
  api: HttpsServer;
  /** Certificate of the API server's front proxy. */
  proxy: KeyPair;
  proxyCa: KeyPair;
  client: ReturnType<typeof memoryClient>;
  /** What virt-handler was asked, in order. */
  asked: string[];
}

/** virt-api and one virt-handler behind it, each with certificates of its own authority. */
const install = async (
  t: TestContext,
  o: { vmi?: VirtualMachineInstance; allows?: boolean; handlerName?: string } = {},
): Promise<Installation> => {
  const [proxyCa, clusterCa] = await Promise.all([authority('front-proxy-ca'), authority('kubevirt.io')]);
  const [proxy, serving, asClient, asHandler] = await Promise.all([
    made(proxyCa, 'front-proxy-client'),
    made(clusterCa, 'virt-api.kubevirt.pod.cluster.local'),
    made(clusterCa, 'kubevirt.io:system:client:virt-handler'),
    made(clusterCa, o.handlerName ?? 'kubevirt.io:system:node:virt-handler'),
  ]);
  const asked: string[] = [];
  const echo = new WebSocketServer({ noServer: true });
  const handler = await listen(t, {
    certificate: fixed(asHandler),
    handle: (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(200).end('{}');
    },
    upgrade: (request, socket, head) => {
      asked.push(`stream ${request.url} user=${request.headers['x-remote-user'] ?? 'none'}`);
      echo.handleUpgrade(request, socket, head, (ws) => {
        ws.send('login: ');
        ws.on('message', (data) => ws.send(`echo ${data}`));
      });
    },
  });
  const node = 'node01';
  const client = memoryClient(
    [
      o.vmi ?? vmi({ status: { phase: 'Running', nodeName: node } }),
      vm(),
      pod({
        metadata: { name: 'virt-handler-abc', namespace: 'kubevirt', labels: { 'kubevirt.io': 'virt-handler' } },
        spec: { nodeName: node },
        status: { phase: 'Running', podIP: '127.0.0.1' },
      }),
    ],
    { allows: () => o.allows ?? true, raw: () => ({ major: '1', minor: '31' }) },
  );
  const trust: FrontProxyTrust = {
    ca: proxyCa.certificatePem,
    allowedNames: ['front-proxy-client'],
    usernameHeaders: ['X-Remote-User'],
    uidHeaders: ['X-Remote-Uid'],
    groupHeaders: ['X-Remote-Group'],
    extraHeaderPrefixes: ['X-Remote-Extra-'],
  };
  const handlers = virtHandlers({
    client,
    namespace: 'kubevirt',
    port: handler.port,
    certificate: fixed(asClient),
    trust: fixed(clusterCa.certificatePem),
  });
  const guard = { client, trust: () => trust, now: () => now };
  const served = subresourceServer({ guard, handlers, version: 'v1.2.3', logger: quiet() });
  const api = await listen(t, {
    certificate: fixed(serving),
    clientCa: () => trust.ca,
    handle: async (request, response) => {
      if (!(await served.handle(request, response))) response.writeHead(404).end();
    },
    upgrade: served.upgrade,
  });
  return { api, proxy, proxyCa, client, asked };
};

const base = '/apis/subresources.kubevirt.io/v1';
const ofVmi = `${base}/namespaces/default/virtualmachineinstances/testvmi`;
const asAlice = { 'x-remote-user': 'alice', 'x-remote-group': 'developers' };

const call = async (
  { api }: Installation,
  path: string,
  o: { method?: string; as?: KeyPair; headers?: Record<string, string>; body?: string } = {},
): Promise<{ code: number; text: string }> => {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; text: string }>();
  const request = https.request(
    {
      host: '127.0.0.1',
      port: api.port,
      path,
      method: o.method ?? 'GET',
      headers: o.headers,
      cert: o.as?.certificatePem,
      key: o.as?.keyPem,
      rejectUnauthorized: false,
      agent: false,
    },
    async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ code: response.statusCode ?? 0, text });
    },
  );
  request.on('error', reject).end(o.body);
  return promise;
};

test('discovery, version, health and OpenAPI are told to anyone', async (t) => {
  const installation = await install(t);
  const list = await call(installation, base);
  const names = JSON.parse(list.text).resources.map(({ name }: { name: string }) => name);
  assert.ok(names.includes('virtualmachines/start') && names.includes('virtualmachineinstances/console'));
  assert.equal(JSON.parse((await call(installation, '/apis/subresources.kubevirt.io')).text).kind, 'APIGroup');
  assert.equal(JSON.parse((await call(installation, `${base}/version`)).text).gitVersion, 'v1.2.3');
  assert.match((await call(installation, `${base}/healthz`)).text, /"connectivity":"ok"/);
  assert.equal((await call(installation, '/openapi/v2')).code, 200);
  assert.equal((await call(installation, '/anything')).code, 404);
});

test('the API server’s word counts for the user it names', async (t) => {
  const installation = await install(t);
  const answer = await call(installation, `${ofVmi}/pause`, {
    method: 'PUT',
    as: installation.proxy,
    headers: asAlice,
  });
  assert.deepEqual(answer, { code: 200, text: '' });
  assert.deepEqual(installation.asked, ['PUT /v1/namespaces/default/virtualmachineinstances/testvmi/pause']);
});

test('CVE-2025-64432: nobody but the front proxy says on whose behalf it calls', async (t) => {
  const installation = await install(t);
  const { proxyCa } = installation;
  const callers: [string, KeyPair | undefined][] = [
    ['no certificate', undefined],
    ['a certificate of another authority', await made(await authority('evil'), 'front-proxy-client')],
    ['another certificate of the front proxy’s authority', await made(proxyCa, 'metrics-reader')],
  ];
  for (const [who, as] of callers) {
    const answer = await call(installation, `${ofVmi}/pause`, { method: 'PUT', as, headers: asAlice });
    assert.equal(answer.code, 401, who);
    assert.equal(JSON.parse(answer.text).kind, 'Status');
  }
  assert.deepEqual(installation.asked, []);
});

test('a user without the right is forbidden, in Kubernetes’ words', async (t) => {
  const installation = await install(t, { allows: false });
  const path = `${base}/namespaces/default/virtualmachines/testvm/start`;
  const answer = await call(installation, path, { method: 'PUT', as: installation.proxy, headers: asAlice });
  assert.equal(answer.code, 403);
  assert.equal(
    JSON.parse(answer.text).message,
    'virtualmachines.subresources.kubevirt.io "testvm" is forbidden: User "alice" cannot update resource "virtualmachines/start" in API group "subresources.kubevirt.io" in the namespace "default"',
  );
});

test('bad options, wrong methods, unknown subresources and absent objects are told apart', async (t) => {
  const installation = await install(t);
  const ask = async (path: string, method: string, body?: string) => {
    const { code, text } = await call(installation, path, { method, body, as: installation.proxy, headers: asAlice });
    return `${code} ${JSON.parse(text).message}`;
  };
  assert.match(await ask(`${ofVmi}/pause`, 'PUT', '{'), /^400 Can not unmarshal Request body to struct/);
  assert.equal(await ask(`${ofVmi}/pause`, 'GET'), '405 pause takes PUT, not GET');
  assert.equal(
    await ask(`${ofVmi}/vnc`, 'GET'),
    '404 virtualmachineinstances/vnc is not offered by this version of kubevirt-ts.',
  );
  assert.equal(
    await ask(ofVmi.replace('testvmi', 'other').concat('/pause'), 'PUT'),
    '404 virtualmachineinstance.kubevirt.io "other" not found',
  );
  assert.equal(
    await ask(`${ofVmi}/unpause`, 'PUT'),
    '409 Operation cannot be fulfilled on virtualmachineinstance.kubevirt.io "testvmi": VMI is not paused',
  );
});

test('CVE-2022-1798: a path that climbs names nothing', async (t) => {
  const installation = await install(t);
  const climbing = `${base}/namespaces/default/virtualmachineinstances/..%2f..%2fx/console`;
  const answer = await call(installation, climbing, { as: installation.proxy, headers: asAlice });
  assert.equal(answer.code, 404);
});

const openConsole = ({ api, proxy }: Installation, protocols: string[]) =>
  new WebSocket(`wss://127.0.0.1:${api.port}${ofVmi}/console`, protocols, {
    cert: proxy.certificatePem,
    key: proxy.keyPem,
    rejectUnauthorized: false,
    headers: asAlice,
  });

test('the console is the guest’s, both ways, and virt-handler does not learn who looks', async (t) => {
  const installation = await install(t);
  const console = openConsole(installation, ['plain.kubevirt.io']);
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  const heard: string[] = [];
  console.on('open', () => console.send('root'));
  console.on('message', (data) => heard.push(String(data)) === 2 && resolve(heard));
  console.on('error', reject);
  assert.deepEqual(await promise, ['login: ', 'echo root']);
  assert.equal(console.protocol, 'plain.kubevirt.io');
  assert.match(installation.asked[0] ?? '', /console user=none$/);
  const closed = Promise.withResolvers<void>();
  console.on('close', () => closed.resolve());
  console.close();
  await closed.promise;
});

const refusal = async (console: WebSocket): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  console.on('error', () => undefined);
  console.on('unexpected-response', async (_, response) => {
    let text = '';
    for await (const chunk of response) text += chunk;
    resolve(`${response.statusCode} ${JSON.parse(text).message}`);
  });
  return promise;
};

test('a console that cannot be is refused with the reason', async (t) => {
  const without = vmi({
    spec: { domain: { devices: { autoattachSerialConsole: false } } },
    status: { phase: 'Running' },
  });
  assert.equal(
    await refusal(openConsole(await install(t, { vmi: without }), [])),
    '400 No serial consoles are present.',
  );
  const pending = vmi({ status: { phase: 'Scheduling' } });
  assert.equal(await refusal(openConsole(await install(t, { vmi: pending }), [])), '400 VMI is not running');
  assert.match(await refusal(openConsole(await install(t, { allows: false }), [])), /^403 /);
});

test('CVE-2025-64434: what answers at virt-handler’s address must be virt-handler', async (t) => {
  const installation = await install(t, { handlerName: 'virt-api.kubevirt.pod.cluster.local' });
  assert.match(await refusal(openConsole(installation, [])), /^500 .* is not a virt-handler's$/);
  assert.equal(installation.asked.length, 0);
  assert.equal(serverIdentityFault({ subject: { CN: 'kubevirt.io:system:node:virt-handler' } as never }), undefined);
});

test('start of a VM goes through to the VM', async (t) => {
  const installation = await install(t);
  const halted = vm({ metadata: { name: 'testvmi2' }, spec: { runStrategy: 'Halted' } });
  installation.client.put(halted);
  const path = `${base}/namespaces/default/virtualmachines/testvmi2/start`;
  const answer = await call(installation, path, { method: 'PUT', as: installation.proxy, headers: asAlice });
  assert.deepEqual(answer, { code: 202, text: '' });
  const ref = { namespace: 'default', name: 'testvmi2' };
  assert.equal(installation.client.peek(kinds.vms, ref)?.spec.runStrategy, 'Always');
});
