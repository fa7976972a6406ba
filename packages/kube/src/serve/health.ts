// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/** Says what is wrong, if something is. */
export type Check = () => string | undefined;

/** What a program says of itself on /healthz, /readyz and /metrics. */
export interface HealthOptions {
  /** What must hold, by name, or the process should be started again. */
  healthy?: Record<string, Check>;
  /** What must hold, by name, for requests to be sent here. */
  ready?: Record<string, Check>;
  /** Once it has aborted the program is not ready. */
  signal?: AbortSignal;
  metrics?: Registry;
}

/** Answers /healthz, /readyz and /metrics, and says whether it did. */
export function healthHandler(
  o: HealthOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const ending = { shutdown: () => (o.signal?.aborted ? 'shutting down' : undefined) };
  return async (request, response) => {
    const path = request.url?.split('?', 1)[0];
    switch (path) {
      case '/healthz':
      case '/livez':
        report(response, o.healthy ?? {});
        return true;
      case '/readyz':
        report(response, { ...ending, ...o.ready });
        return true;
      case '/metrics': {
        if (!o.metrics) return false;
        const text = await o.metrics.metrics();
        response.writeHead(200, { 'content-type': o.metrics.contentType });
        response.end(text);
        return true;
      }
      default:
        return false;
    }
  };
}

function report(response: ServerResponse, checks: Record<string, Check>): void {
  const problems = Object.entries(checks).flatMap(([name, check]) => {
    const problem = check();
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
  response.writeHead(problems.length ? 503 : 200, { 'content-type': 'text/plain' });
  response.end(problems.length ? problems.join('\n') : 'ok');
}
