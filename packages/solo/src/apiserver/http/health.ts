// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ApiRequest, ApiResponse } from '../request.ts';

/** Says what is wrong, if something is. */
type Check = () => string | undefined;

/** What `/healthz`, `/livez` and `/readyz` look at, by name. */
export interface HealthChecks {
  live: Readonly<Record<string, Check>>;
  ready: Readonly<Record<string, Check>>;
}

const ok: Check = () => undefined;

/** Answers the health paths; undefined for any other. @upstream apiserver/pkg/server/healthz: the wording */
export function healthAnswer(checks: HealthChecks, request: ApiRequest): ApiResponse | undefined {
  const [, endpoint = '', name, ...more] = request.path.split('/');
  if (!['healthz', 'livez', 'readyz'].includes(endpoint) || more.length > 0) return undefined;
  const all: Record<string, Check> = { ping: ok, ...(endpoint === 'readyz' ? checks.ready : checks.live) };
  if (name) {
    const check = all[name];
    if (!check) return undefined;
    const problem = check();
    return problem === undefined ? text(200, 'ok') : text(500, `internal server error: ${problem}\n`);
  }
  const excluded = new Set(request.query.getAll('exclude'));
  const results = Object.entries(all).map(([title, check]) => {
    if (excluded.has(title)) return { line: `[+]${title} excluded: ok`, failed: false };
    const failed = check() !== undefined;
    return { line: failed ? `[-]${title} failed: reason withheld` : `[+]${title} ok`, failed };
  });
  const lines = results.map(({ line }) => `${line}\n`).join('');
  if (results.some(({ failed }) => failed)) return text(500, `${lines}${endpoint} check failed\n`);
  return request.query.has('verbose') ? text(200, `${lines}${endpoint} check passed\n`) : text(200, 'ok');
}

/** An answer in plain text. */
export function text(status: number, content: string, contentType = 'text/plain; charset=utf-8'): ApiResponse {
  return { status, stream: once(content), contentType, headers: { 'x-content-type-options': 'nosniff' } };
}

async function* once(content: string): AsyncGenerator<string> {
  yield content;
}
