// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Sends the requests of cases/*.input.yaml to a real API server and writes what it answers beside them.
// usage: KUBECONFIG=… node packages/solo/test/patches/record.ts [case…]; the namespace `patch-cases` comes and goes.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { parse, stringify } from 'yaml';
import type { Json } from '../../src/apiserver/kind.ts';
import { type Answer, type Case, contentTypes, type Step, timeless } from './case.ts';

const config = new KubeConfig();
config.loadFromDefault();
const decoded = (text: string | undefined) => Buffer.from(text ?? '', 'base64');
const agent = new Agent({
  ca: decoded(config.getCurrentCluster()?.caData),
  cert: decoded(config.getCurrentUser()?.certData),
  key: decoded(config.getCurrentUser()?.keyData),
});
const cases = new URL('cases/', import.meta.url);

async function call(method: string, path: string, body?: unknown, type = 'application/json') {
  const url = new URL(path, config.getCurrentCluster()?.server);
  return new Promise<{ code: number; body: Json }>((resolve, reject) => {
    const headers = { 'content-type': type, accept: 'application/json', 'user-agent': 'recorder/1' };
    const sent = request(url, { method, agent, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ code: response.statusCode ?? 0, body: text.startsWith('{') ? (JSON.parse(text) as Json) : {} }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function send(path: string, step: Step): Promise<Answer> {
  const query = new URLSearchParams();
  if (step.manager) query.set('fieldManager', step.manager);
  if (step.force) query.set('force', 'true');
  const suffix = query.size ? `?${query}` : '';
  const { does } = step;
  const { code, body } =
    does === 'create'
      ? await call('POST', `${path.slice(0, path.lastIndexOf('/'))}${suffix}`, step.body)
      : does === 'update'
        ? await call('PUT', `${path}${suffix}`, await current(path, step.body as Json))
        : await call('PATCH', `${path}${suffix}`, step.body, contentTypes[does]);
  if (code < 400) return { code, object: timeless(body) };
  const { message, reason, details } = body as unknown as {
    message: string;
    reason?: string;
    details?: { causes?: unknown[] };
  };
  return { code, refusal: { message, ...(reason && { reason }), ...(details?.causes && { causes: details.causes }) } };
}

async function current(path: string, object: Json): Promise<Json> {
  const { resourceVersion } = (await call('GET', path)).body.metadata ?? {};
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}

async function record(name: string): Promise<void> {
  const { path, definition, steps } = parse(readFileSync(new URL(`${name}.input.yaml`, cases), 'utf8')) as Case;
  if (definition) {
    await call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    while ((await call('GET', path.slice(0, path.lastIndexOf('/')))).code !== 200) await delay(200);
    await delay(1000);
  }
  const answers: Answer[] = [];
  for (const step of steps) answers.push(await send(path, step));
  await call('DELETE', path);
  if (definition)
    await call('DELETE', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata?.name}`);
  writeFileSync(
    new URL(`${name}.output.yaml`, cases),
    stringify(answers, { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  process.stdout.write(`${name}: ${answers.map(({ code }) => code).join(' ')}\n`);
}

const asked = process.argv.slice(2);
const all = readdirSync(cases).filter((file) => file.endsWith('.input.yaml'));
await call('POST', '/api/v1/namespaces', { metadata: { name: 'patch-cases' } });
for (const file of all.sort()) {
  const name = file.slice(0, -'.input.yaml'.length);
  if (asked.length === 0 || asked.includes(name)) await record(name);
}
await call('DELETE', '/api/v1/namespaces/patch-cases');
