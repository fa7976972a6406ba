// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Counter, Gauge, Histogram, type Registry } from '@kubevirt-ts/kube';
import type { RequestInfo } from '../request.ts';

/** Told of requests when they begin; gives what is told of their end, with the code answered. */
export type ObserveRequest = (info: RequestInfo) => (code: number) => void;

/** Counts and times requests under Kubernetes' names. */
export function requestMetrics(registry: Registry): ObserveRequest {
  const common = { labelNames: ['verb', 'group', 'version', 'resource', 'subresource', 'scope'] as const };
  const total = new Counter({
    name: 'apiserver_request_total',
    help: 'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
    labelNames: [...common.labelNames, 'code'] as const,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.',
    ...common,
    buckets: [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10, 30, 60],
    registers: [registry],
  });
  const longRunning = new Gauge({
    name: 'apiserver_longrunning_requests',
    help: 'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component.',
    ...common,
    registers: [registry],
  });
  return (info) => {
    const labels = labelsOf(info);
    const startedMs = performance.now();
    const isWatch = info.verb === 'watch';
    if (isWatch) longRunning.inc(labels);
    return (code) => {
      if (isWatch) longRunning.dec(labels);
      else seconds.observe(labels, (performance.now() - startedMs) / 1000);
      total.inc({ ...labels, code: String(code) });
    };
  };
}

const knownVerbs: ReadonlySet<string> = new Set(
  'get list watch create update patch delete deletecollection post put head options connect'.split(' '),
);

function labelsOf(info: RequestInfo) {
  const { group, version, resource, subresource } = info;
  const verb = knownVerbs.has(info.verb) ? info.verb.toUpperCase() : 'OTHER';
  const scope = !info.isResource ? '' : info.name ? 'resource' : info.namespace ? 'namespace' : 'cluster';
  return { verb, group, version, resource, subresource, scope };
}
