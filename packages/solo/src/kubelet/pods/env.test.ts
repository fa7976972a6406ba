// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Container, Pod, Secret, Service } from '@kubevirt-ts/kube';
import { pod } from '@kubevirt-ts/testkit';
import { fieldValue, resourceValue } from './downward.ts';
import { containerEnv } from './env.ts';
import { expand } from './expansion.ts';
import { serviceEnv } from './service-env.ts';

const place = {
  nodeName: 'node01',
  hostIps: ['192.0.2.1', 'fd00::1'],
  podIps: ['10.42.0.2'],
  allocatable: { cpu: '2', memory: '1Gi' },
};

test('variables in texts are replaced as far as they are known', () => {
  const values = new Map([
    ['A', '1'],
    ['B', '$(A)'],
  ]);
  assert.equal(expand('$(A)$(B) $$(A) $(C) $A $( $$', values), '1$(A) $(A) $(C) $A $( $');
});

test('fields of a pod are found by their paths', () => {
  const its = pod({ metadata: { labels: { b: '2', a: '1"' }, annotations: { 'x/y': 'z' } } });
  assert.equal(fieldValue(its, "metadata.annotations['x/y']", place), 'z');
  assert.equal(fieldValue(its, "metadata.labels['none']", place), '');
  assert.equal(fieldValue(its, 'metadata.labels', place), 'a="1\\""\nb="2"');
  assert.equal(fieldValue(its, 'status.hostIPs', place), '192.0.2.1,fd00::1');
  assert.equal(fieldValue(its, 'spec.nodeName', place), 'node01');
  assert.equal(fieldValue(its, 'spec.other', place), undefined);
});

test('amounts are multiples of the divisor, rounded up; without a limit the node is it', () => {
  const container: Container = { name: 'c', resources: { limits: { cpu: '1500m' }, requests: { memory: '10Mi' } } };
  const its = pod({ spec: { containers: [container] } }) as Pod;
  const value = (resource: string, divisor?: string) =>
    resourceValue(its, { containerName: 'c', resource, divisor }, place);
  assert.equal(value('limits.cpu'), '2');
  assert.equal(value('limits.cpu', '1m'), '1500');
  assert.equal(value('requests.cpu', '0'), '2');
  assert.equal(value('requests.memory', '1Mi'), '10');
  assert.equal(value('limits.memory', '1Gi'), '1');
  assert.equal(value('other'), undefined);
});

test('a container sees the services of its namespace and the API, if it wants', () => {
  const service = (namespace: string, name: string, clusterIP: string, ports: object[]) =>
    ({ metadata: { namespace, name }, spec: { clusterIP, ports } }) as Service;
  const services = [
    service('default', 'kubernetes', '10.43.0.1', [{ name: 'https', port: 443, protocol: 'TCP' }]),
    service('ns', 'my-db', '10.43.0.9', [{ port: 53, protocol: 'UDP' }]),
    service('ns', 'headless', 'None', [{ port: 1 }]),
    service('elsewhere', 'other', '10.43.0.8', [{ port: 1 }]),
  ];
  assert.deepEqual([...serviceEnv(services, 'ns', false).keys()][0], 'KUBERNETES_SERVICE_HOST');
  const env = serviceEnv(services, 'ns', true);
  assert.equal(env.get('KUBERNETES_SERVICE_PORT_HTTPS'), '443');
  assert.equal(env.get('MY_DB_PORT'), 'udp://10.43.0.9:53');
  assert.equal(env.get('MY_DB_PORT_53_UDP_ADDR'), '10.43.0.9');
  assert.equal(
    [...env.keys()].some((name) => /HEADLESS|OTHER/.test(name)),
    false,
  );
});

test('an environment is put together in order, and what is missing is said', async () => {
  const secret = { data: { one: Buffer.from('1').toString('base64') } } as Secret;
  const env = (container: Partial<Container>) =>
    containerEnv({
      pod: pod(),
      container: { name: 'c', ...container },
      place,
      services: new Map([['S', 'service']]),
      objects: { configMap: async () => undefined, secret: async (name) => (name === 's' ? secret : undefined) },
    });
  const values = await env({
    envFrom: [{ prefix: 'P_', secretRef: { name: 's' } }, { configMapRef: { name: 'none', optional: true } }],
    env: [
      { name: 'A', value: 'a$(P_one)$(S)' },
      { name: 'B', value: '$(A)$(LATER)' },
      { name: 'S', value: 'own' },
      { name: 'NO', valueFrom: { secretKeyRef: { name: 's', key: 'two', optional: true } } },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    ],
  });
  assert.deepEqual(Object.fromEntries(values as Map<string, string>), {
    P_one: '1',
    A: 'a1service',
    B: 'a1service$(LATER)',
    S: 'own',
    IP: '10.42.0.2',
  });
  assert.deepEqual(await env({ envFrom: [{ secretRef: { name: 'none' } }] }), { refused: 'secret "none" not found' });
  assert.deepEqual(await env({ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 's', key: 'two' } } }] }), {
    refused: "couldn't find key two in Secret default/s",
  });
});
