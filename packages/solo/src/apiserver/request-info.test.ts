// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requestInfo } from './request-info.ts';

const told = (method: string, url: string) => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const { isResource, verb, group, version, resource, subresource, namespace, name, rest } = requestInfo(
    method,
    pathname,
    searchParams,
  );
  return isResource
    ? [verb, group, version, resource, subresource, namespace, name, rest].join(' ').trimEnd()
    : `- ${verb}`;
};

describe('what a request is about', () => {
  const cases: [string, string, string][] = [
    ['GET', '/healthz', '- get'],
    ['GET', '/apis/apps', '- get'],
    ['GET', '/api/v1', '- get'],
    ['GET', '/api/v1/pods', 'list  v1 pods'],
    ['GET', '/api/v1/pods?watch=true', 'watch  v1 pods'],
    ['GET', '/api/v1/pods?watch=0', 'list  v1 pods'],
    ['GET', '/api/v1/namespaces/a/pods/p', 'get  v1 pods  a p'],
    ['POST', '/api/v1/namespaces/a/pods', 'create  v1 pods  a'],
    ['DELETE', '/api/v1/namespaces/a/pods', 'deletecollection  v1 pods  a'],
    ['DELETE', '/api/v1/namespaces/a/pods/p', 'delete  v1 pods  a p'],
    ['PATCH', '/apis/apps/v1/namespaces/a/deployments/d/scale', 'patch apps v1 deployments scale a d'],
    ['GET', '/api/v1/namespaces/a', 'get  v1 namespaces  a a'],
    ['PUT', '/api/v1/namespaces/a/finalize', 'update  v1 namespaces finalize a a'],
    ['GET', '/api/v1/namespaces', 'list  v1 namespaces'],
    ['GET', '/api/v1/nodes/n/proxy/metrics/x', 'get  v1 nodes proxy  n metrics/x'],
    ['GET', '/api/v1/watch/namespaces/a/pods', 'watch  v1 pods  a'],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Dp', 'list  v1 pods   p'],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name!%3Dp', 'list  v1 pods'],
    ['HEAD', '/api/v1/namespaces/a/pods/p', 'get  v1 pods  a p'],
  ];
  for (const [method, url, expected] of cases) {
    it(`${method} ${url}`, () => assert.equal(told(method, url), expected));
  }
});
