// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Call } from './client/transport.ts';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A registry with the process's own metrics and those of its work queues, the latter under KubeVirt's names. */
export function metrics(prefix = 'kubevirt_'): Registry {
  const registry = new Registry();
  // The event loop is looked at ten times a second: the default, a hundred, is what an idle program would spend most on.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  workqueueMetrics(registry, prefix);
  return registry;
}

/** The metrics of work queues, each with the label `name`. */
export interface WorkqueueMetrics {
  depth: Gauge<'name'>;
  adds: Counter<'name'>;
  retries: Counter<'name'>;
  queueSeconds: Histogram<'name'>;
  workSeconds: Histogram<'name'>;
  unfinishedSeconds: Gauge<'name'>;
  longestRunningSeconds: Gauge<'name'>;
}

const queueBuckets = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100];
const known = new WeakMap<Registry, WorkqueueMetrics>();

/**
 * The work queue metrics of a registry, made at the first call.
 * @upstream pkg/monitoring/metrics/common/workqueue: names and labels
 */
export function workqueueMetrics(registry: Registry, prefix = 'kubevirt_'): WorkqueueMetrics {
  const found = known.get(registry);
  if (found) return found;
  const common = <T extends string>(name: T, help: string) => ({
    name: `${prefix}workqueue_${name}`,
    help,
    labelNames: ['name'] as const,
    registers: [registry],
  });
  const made: WorkqueueMetrics = {
    depth: new Gauge(common('depth', 'Keys waiting in the queue')),
    adds: new Counter(common('adds_total', 'Keys added to the queue')),
    retries: new Counter(common('retries_total', 'Keys added again after a failure')),
    queueSeconds: new Histogram({
      ...common('queue_duration_seconds', 'How long a key waits before it is worked on'),
      buckets: queueBuckets,
    }),
    workSeconds: new Histogram({
      ...common('work_duration_seconds', 'How long working on a key takes'),
      buckets: queueBuckets,
    }),
    unfinishedSeconds: new Gauge(common('unfinished_work_seconds', 'Sum of the time spent on keys not finished yet')),
    longestRunningSeconds: new Gauge(
      common('longest_running_processor_seconds', 'Time spent on the key that has been worked on longest'),
    ),
  };
  known.set(registry, made);
  return made;
}

/**
 * Counts and times requests to the API server.
 * @upstream kubevirt_rest_client_requests_total, kubevirt_rest_client_request_latency_seconds
 */
export function requestMetrics(registry: Registry, prefix = 'kubevirt_') {
  const requests = new Counter({
    name: `${prefix}rest_client_requests_total`,
    help: 'Requests to the API server by answer',
    labelNames: ['code', 'method', 'resource', 'verb'] as const,
    registers: [registry],
  });
  const latency = new Histogram({
    name: `${prefix}rest_client_request_latency_seconds`,
    help: 'Time until the API server answered',
    labelNames: ['verb', 'resource'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30],
    registers: [registry],
  });
  return (call: Call, code: number, seconds: number): void => {
    const resource = resourceOf(call.path);
    const verb = call.path.includes('watch=true') ? 'WATCH' : call.method;
    requests.inc({ code: String(code || '<error>'), method: call.method, resource, verb });
    if (verb !== 'WATCH') latency.observe({ verb, resource }, seconds);
  };
}

function resourceOf(path: string): string {
  const parts = path.split('?', 1)[0]?.split('/') ?? [];
  const rest = parts.slice(parts[1] === 'apis' ? 4 : 3);
  return (rest[0] === 'namespaces' && rest.length > 2 ? rest[2] : rest[0]) ?? '';
}
