// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Container, Pod } from '@kubevirt-ts/kube';
import { pod } from '@kubevirt-ts/testkit';
import { goDuration } from './back-off.ts';
import { podLimits } from './limits.ts';
import { registryCredentials } from './pull-secrets.ts';
import { oomScoreAdjustment, qosClass } from './qos.ts';
import { parseResolver, podResolver } from './resolver.ts';
import { sandboxSpec } from './sandbox-spec.ts';
import { containerSecurity } from './security.ts';

const resolver = { nameservers: ['192.0.2.53'], searches: ['lan'], options: ['ndots:1'] };

test('a pod asks the servers of the machine, but for those only the machine can reach', () => {
  const text = 'nameserver 127.0.0.53\nnameserver 192.0.2.53 # ours\nsearch lan\noptions ndots:1 edns0\n';
  const parsed = parseResolver(text);
  assert.deepEqual(parsed, { nameservers: ['192.0.2.53'], searches: ['lan'], options: ['ndots:1', 'edns0'] });
  const dnsConfig = {
    nameservers: ['192.0.2.54'],
    searches: ['x'],
    options: [{ name: 'ndots', value: '5' }, { name: 'rotate' }],
  };
  assert.deepEqual(podResolver({ containers: [], dnsConfig }, parsed), {
    nameservers: ['192.0.2.53', '192.0.2.54'],
    searches: ['lan', 'x'],
    options: ['edns0', 'ndots:5', 'rotate'],
  });
  assert.deepEqual(podResolver({ containers: [], dnsPolicy: 'None', dnsConfig }, parsed).nameservers, ['192.0.2.54']);
});

test('a sandbox has the names and ports its pod says', () => {
  const spec = (more: object) =>
    sandboxSpec(pod({ spec: { ...more } } as Pod), { attempt: 0, resolver, clusterDomain: 'cluster.local' });
  assert.equal(spec({}).hostname, 'testpod');
  const named = spec({ hostname: 'web', subdomain: 'front', setHostnameAsFQDN: true });
  assert.equal(named.fqdn, 'web.front.default.svc.cluster.local');
  assert.equal(named.hostname, named.fqdn);
  const ports = [{ hostPort: 80, containerPort: 8080 }, { containerPort: 9 }];
  const containers = [{ name: 'c', ports }];
  assert.deepEqual(spec({ containers }).hostPorts, [
    { hostPort: 80, containerPort: 8080, protocol: 'TCP', hostIp: '' },
  ]);
  assert.deepEqual(spec({ containers, hostNetwork: true }).hostPorts, []);
});

test('who may not be root is not', () => {
  const security = (runAs: object, imageUser: string) =>
    containerSecurity(pod(), { name: 'c', securityContext: { runAsNonRoot: true, ...runAs } }, imageUser);
  const label = 'pod: "testpod_default(44444444-4444-4444-8444-444444444444)", container: c';
  assert.deepEqual(security({ runAsUser: 0 }, ''), {
    refused: `container's runAsUser breaks non-root policy (${label})`,
  });
  assert.deepEqual(security({}, '0:5'), {
    refused: `container has runAsNonRoot and image will run as root (${label})`,
  });
  assert.deepEqual(security({}, 'qemu'), {
    refused: `container has runAsNonRoot and image has non-numeric user (qemu), cannot verify user is non-root (${label})`,
  });
  assert.ok(!('refused' in security({}, '107')));
  assert.ok(!('refused' in security({ runAsUser: 5 }, 'root')));
});

test('what a container may do is its own or its pod‘s', () => {
  const its = pod({
    spec: {
      securityContext: {
        fsGroup: 5,
        supplementalGroups: [6],
        runAsGroup: 7,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
  } as Pod);
  const security = containerSecurity(
    its,
    { name: 'c', securityContext: { capabilities: { drop: ['ALL'], add: ['CAP_NET_ADMIN'] } } },
    '',
  );
  assert.deepEqual(security, {
    privileged: false,
    runAsGroup: 7,
    supplementalGroups: [6, 5],
    addCapabilities: ['NET_ADMIN'],
    dropCapabilities: ['ALL'],
    readOnlyRootFilesystem: false,
    seccomp: { type: 'RuntimeDefault' },
    procMount: 'Default',
  });
});

const withResources = (...all: NonNullable<Container['resources']>[]) =>
  pod({ spec: { containers: all.map((resources, index) => ({ name: `c${index}`, resources })) } }) as Pod;

test('the class of a pod follows from what it asks for', () => {
  assert.equal(qosClass(withResources({}, {})), 'BestEffort');
  const full = { limits: { cpu: '1', memory: '1Gi' } };
  assert.equal(qosClass(withResources(full)), 'Guaranteed');
  assert.equal(qosClass(withResources(full, {})), 'Burstable');
  assert.equal(qosClass(withResources({ ...full, requests: { cpu: '500m' } })), 'Burstable');
  assert.equal(oomScoreAdjustment(withResources(full), { requested: 1, ofNode: 2 }), -997);
  assert.equal(oomScoreAdjustment(withResources(full, {}), { requested: 1, ofNode: 4 }), 750);
  assert.equal(oomScoreAdjustment(withResources({}), { requested: 0, ofNode: 4 }), 1000);
});

test('a pod is limited as a whole when all its containers are', () => {
  assert.deepEqual(
    podLimits(
      withResources({ limits: { cpu: '1', memory: '1Ki' } }, { limits: { memory: '1Ki' }, requests: { cpu: '100m' } }),
    ),
    {
      cpuRequestMillis: 1100,
      memoryLimitBytes: 2048,
    },
  );
});

test('pull secrets of both forms are read', () => {
  const base64 = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
  const modern = { auths: { 'ghcr.io': { auth: base64('me:se:cret') } } };
  assert.deepEqual(registryCredentials({ data: { '.dockerconfigjson': base64(modern) } }), [
    { registry: 'ghcr.io', username: 'me', password: 'se:cret' },
  ]);
  const legacy = { 'quay.io': { username: 'a', password: 'b' } };
  assert.deepEqual(registryCredentials({ data: { '.dockercfg': base64(legacy) } }), [
    { registry: 'quay.io', username: 'a', password: 'b' },
  ]);
  assert.deepEqual(registryCredentials({ data: { '.dockerconfigjson': base64('junk') } }), []);
});

test('durations are written as Go does', () => {
  assert.deepEqual([0, 40, 10_000, 160_000, 300_000, 3_600_000].map(goDuration), [
    '0s',
    '40ms',
    '10s',
    '2m40s',
    '5m0s',
    '1h0m0s',
  ]);
});
