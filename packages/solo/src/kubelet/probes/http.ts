// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { http } from '@kubevirt-ts/kube';
import type { ProbeAnswer } from './answer.ts';
import { dialFailure } from './tcp.ts';

/** A GET that tells whether a container is well. */
export interface HttpProbe {
  scheme: 'HTTP' | 'HTTPS';
  host: string;
  port: number;
  path: string;
  headers: readonly { name: string; value: string }[];
}

const maxRedirects = 10;
const maxBodyBytes = 10 * 1024;

/** Asks; a status of 200 to 399 is well. Certificates are not checked. Redirects are followed while they stay on the same host. */
export async function probeHttp(probe: HttpProbe, timeoutMs: number): Promise<ProbeAnswer> {
  const path = probe.path.startsWith('/') ? probe.path : `/${probe.path}`;
  const host = isIPv6(probe.host) ? `[${probe.host}]` : probe.host;
  const first = new URL(`${probe.scheme.toLowerCase()}://${host}:${probe.port}${path}`);
  const signal = AbortSignal.timeout(timeoutMs);
  let url = first;
  for (let hops = 0; ; hops++) {
    const answer = await get(url, probe.headers, signal).catch((error: Error) => error);
    if (answer instanceof Error) {
      const why = signal.aborted
        ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        : dialFailure(answer, probe.host, probe.port);
      return { ok: false, message: `Get "${url}": ${why}` };
    }
    const { status, location } = answer;
    if (status < 200 || status >= 400) return { ok: false, message: `HTTP probe failed with statuscode: ${status}` };
    const next = status >= 300 && location ? new URL(location, url) : undefined;
    // Elsewhere is not asked: it would say nothing about this container.
    if (!next || next.hostname !== first.hostname) return { ok: true, message: '' };
    if (hops === maxRedirects) return { ok: false, message: `Get "${url}": stopped after 10 redirects` };
    url = next;
  }
}

function get(
  url: URL,
  given: HttpProbe['headers'],
  signal: AbortSignal,
): Promise<{ status: number; location?: string }> {
  const headers: Record<string, string | string[]> = { 'user-agent': 'kube-probe/1.33', accept: '*/*' };
  for (const { name, value } of given) headers[name.toLowerCase()] = value;
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    headers,
    signal,
    agent: false,
    rejectUnauthorized: false,
  };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      let length = 0;
      const done = () => {
        response.destroy();
        resolve({ status: response.statusCode ?? 0, location: response.headers.location });
      };
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBodyBytes) done();
      });
      response.on('end', done).on('error', reject);
    };
    const request =
      url.protocol === 'https:' ? httpsRequest(url, options, answered) : http.request(url, options, answered);
    request.on('error', reject);
    request.end();
  });
}
