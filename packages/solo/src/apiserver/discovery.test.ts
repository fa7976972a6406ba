// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asked, kindOf, schemas, testWorld } from '../../test/built-in-kinds.ts';
import { type AggregatedVersion, discovery } from './discovery.ts';
import { statusOf } from './errors.ts';
import type { Json, Kind } from './kind.ts';
import { builtinKinds } from './kinds/builtins.ts';
import { kindRegistry } from './kinds/registry.ts';

interface Resource {
  name: string;
  kind: string;
  verbs: string[];
  group?: string;
  shortNames?: string[];
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const deployments = kindOf({ apiVersion: 'apps/v1', kind: 'Deployment' } as Json);
const custom = (group: string, version: string): Kind => ({
  ...deployments,
  group,
  version,
  kind: 'Widget',
  plural: 'widgets',
  singular: 'widget',
  shortNames: ['wg'],
  categories: ['all'],
  collection: `${group}/widgets`,
  connectors: {},
  isCustom: true,
});

function served(aggregated: readonly AggregatedVersion[] = []) {
  const kinds = kindRegistry(builtinKinds({ schemas, world: testWorld() }));
  kinds.replace('b.example', 'widgets', [custom('b.example', 'v1'), custom('b.example', 'v2beta1')]);
  const answer = discovery({ kinds, aggregated: () => aggregated, serverAddress: '127.0.0.1:7443' });
  return {
    answer,
    get: (path: string, headers: Record<string, string> = {}) => {
      const found = answer(asked('GET', path, headers));
      return found && 'body' in found ? { ...found, body: bodyOf(found.body) } : undefined;
    },
  };
}

function bodyOf(body: object | string) {
  return (typeof body === 'string' && body ? JSON.parse(body) : body) as Record<string, never>;
}

describe('discovery', () => {
  it('lists versions, groups and resources', () => {
    const { get } = served();
    const { versions, serverAddressByClientCIDRs } = get('/api')?.body ?? {};
    assert.deepEqual(versions, ['v1']);
    assert.deepEqual(serverAddressByClientCIDRs, [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:7443' }]);
    const groups = get('/apis')?.body.groups as unknown as { name: string; preferredVersion: { version: string } }[];
    const names = groups.map(({ name }) => name);
    assert.ok(names.includes('apps') && names.includes('rbac.authorization.k8s.io'));
    assert.deepEqual([names.at(-1), names.includes('')], ['b.example', false]);
    assert.equal(groups.at(-1)?.preferredVersion.version, 'v1');
    const { resources } = get('/apis/apps/v1')?.body ?? {};
    const apps = resources as unknown as Resource[];
    assert.deepEqual(
      apps.map(({ name }) => name),
      [
        'controllerrevisions',
        'daemonsets',
        'daemonsets/status',
        'deployments',
        'deployments/scale',
        'deployments/status',
        'replicasets',
        'replicasets/scale',
        'replicasets/status',
      ],
    );
    const { verbs, shortNames } = apps.find(({ name }) => name === 'deployments') ?? {};
    assert.deepEqual(shortNames, ['deploy']);
    assert.deepEqual(verbs, ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']);
    assert.equal(apps.find(({ name }) => name === 'deployments/scale')?.group, 'autoscaling');
  });

  it('names the parts of pods and namespaces that have doors of their own', () => {
    const resources = served().get('/api/v1')?.body.resources as unknown as Resource[];
    const verbs = (name: string) => resources.find((one) => one.name === name)?.verbs;
    assert.deepEqual(verbs('namespaces/finalize'), ['update']);
    assert.deepEqual(verbs('pods/ephemeralcontainers'), ['get', 'patch', 'update']);
    assert.ok(!verbs('namespaces')?.includes('deletecollection'));
  });

  it('leaves to others what is not there, or theirs', () => {
    const other = { group: 'm.example', version: 'v1', groupPriorityMinimum: 100, versionPriority: 1 };
    const { get } = served([other]);
    for (const path of ['/apis/none', '/apis/apps/v9', '/apis/apps/v1/deployments', '/healthz', '/apis/m.example/v1']) {
      assert.equal(get(path), undefined, path);
    }
    assert.equal(get('/apis/m.example')?.body.kind, 'APIGroup');
  });

  it('takes no other method', () => {
    const isRefused = (error: unknown) => statusOf(error).code === 405;
    assert.throws(() => served().answer(asked('POST', '/api')), isRefused);
  });

  it('tells the version', () => {
    const { major, minor, gitVersion } = served().get('/version')?.body ?? {};
    assert.deepEqual([major, minor], ['1', '36']);
    assert.match(String(gitVersion), /^v1\.36\.\d+\+solo/);
  });
});

describe('aggregated discovery', () => {
  const other: AggregatedVersion = {
    group: 'subresources.example',
    version: 'v1',
    groupPriorityMinimum: 2000,
    versionPriority: 15,
    resources: [{ name: 'widgets/console', namespaced: true, kind: 'Widget', verbs: ['get'] }],
  };
  const silent: AggregatedVersion = {
    group: 'gone.example',
    version: 'v1',
    groupPriorityMinimum: 1,
    versionPriority: 1,
  };

  it('is answered to who prefers it, in one document', () => {
    const { get } = served([other, silent]);
    const answer = get('/apis', { accept: `${aggregatedType},application/json;q=0.9` });
    assert.equal(answer?.headers?.['content-type'], aggregatedType);
    const items = answer?.body.items as unknown as {
      metadata: { name: string };
      versions: Record<string, unknown>[];
    }[];
    const named = (name: string) => items.find(({ metadata }) => metadata.name === name)?.versions;
    assert.deepEqual(
      items.slice(-3).map(({ metadata }) => metadata.name),
      ['subresources.example', 'b.example', 'gone.example'],
    );
    assert.deepEqual(
      named('b.example')?.map(({ version, freshness }) => [version, freshness]),
      [
        ['v1', 'Current'],
        ['v2beta1', 'Current'],
      ],
    );
    assert.deepEqual(named('gone.example'), [{ version: 'v1', freshness: 'Stale' }]);
    const responseKind = { group: 'subresources.example', version: 'v1', kind: 'Widget' };
    const parent = {
      resource: 'widgets',
      responseKind: { group: '', version: '', kind: '' },
      scope: 'Namespaced',
      singularResource: '',
      verbs: [],
      subresources: [{ subresource: 'console', responseKind, verbs: ['get'] }],
    };
    assert.deepEqual(named('subresources.example'), [{ version: 'v1', resources: [parent], freshness: 'Current' }]);
  });

  it('is told apart from the plain form by what is named first', () => {
    const { get } = served();
    const kinds = ['application/json', '*/*', `application/json,${aggregatedType}`, aggregatedType.replace('v2', 'v9')];
    for (const accept of kinds) assert.equal(get('/apis', { accept })?.body.kind, 'APIGroupList', accept);
    const core = get('/api', { accept: aggregatedType })?.body ?? {};
    assert.equal(core.kind, 'APIGroupDiscoveryList');
    assert.equal((core.items as unknown as object[]).length, 1);
  });

  it('is not sent again to who has it', () => {
    const { get } = served();
    const { etag = '' } = get('/apis', { accept: aggregatedType })?.headers ?? {};
    assert.equal(get('/apis', { accept: aggregatedType, 'if-none-match': etag })?.status, 304);
    assert.equal(get('/apis', { accept: aggregatedType, 'if-none-match': '"old"' })?.status, 200);
  });
});
