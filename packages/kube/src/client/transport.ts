// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Agent, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { http } from '../http.ts';
import type { Access, Credentials } from './access.ts';

/** One request, not yet addressed to a server. */
export interface Call {
  method: string;
  /** Path and query, from the server's root. */
  path: string;
  body?: unknown;
  contentType?: string;
  /** Gives the call up when it aborts. */
  signal?: AbortSignal;
}

/** A request that got no answer: refused, reset, timed out. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;

  constructor(call: Call, cause: NodeJS.ErrnoException) {
    super(`${call.method} ${call.path}: ${cause.message}`, { cause });
    this.code = cause.code ?? cause.name;
  }
}

/** Sends a call and gives the answer as soon as its headers are there. */
export type Transport = (call: Call, signal: AbortSignal) => Promise<IncomingMessage>;

// Below the 90 s after which the API server closes an idle connection, so that we never write into a closing one.
const idleTimeoutMs = 45_000;
const tcpKeepAliveMs = 30_000;
// Each watch holds one; the rest is enough for any number of workers, and a burst does not become a flood of handshakes.
const maxConnections = 100;

/** A transport over HTTP/1.1 with connections kept alive; a new certificate or CA means new connections. */
export function httpTransport(o: { credentials: Credentials; userAgent: string }): Transport {
  let agent: { key: string; agent: Agent } | undefined;
  const agentFor = (access: Access) => {
    const key = JSON.stringify([access.server, access.tls]);
    if (agent?.key !== key) {
      const options = {
        keepAlive: true,
        keepAliveMsecs: tcpKeepAliveMs,
        timeout: idleTimeoutMs,
        maxSockets: maxConnections,
      };
      agent = {
        key,
        agent: access.server.startsWith('http:')
          ? new http.Agent(options)
          : new https.Agent({ ...options, ...access.tls, minVersion: 'TLSv1.2' }),
      };
    }
    return agent.agent;
  };
  return async (call, signal) => {
    const access = await o.credentials.current();
    const payload = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    const headers: OutgoingHttpHeaders = {
      ...access.headers,
      accept: 'application/json',
      'user-agent': o.userAgent,
      ...(payload && { 'content-type': call.contentType ?? 'application/json', 'content-length': payload.length }),
    };
    const send = access.server.startsWith('http:') ? http.request : https.request;
    const options = { method: call.method, headers, agent: agentFor(access), signal };
    return new Promise((resolve, reject) => {
      const request = send(`${access.server}${call.path}`, options);
      request.once('socket', (socket) => socket.setKeepAlive(true, tcpKeepAliveMs));
      request.once('error', (error) => reject(new ConnectionError(call, error)));
      request.once('response', (response) => {
        if (response.statusCode === 401) o.credentials.refused();
        resolve(response);
      });
      request.end(payload);
    });
  };
}
