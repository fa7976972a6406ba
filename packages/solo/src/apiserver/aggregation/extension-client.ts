// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { KeyPair } from '@kubevirt-ts/kube';
import type { Extension } from './api-services.ts';
import type { Resolved } from './service-resolver.ts';

/** Where and with what trust an extension's server is called. */
export interface ExtensionCall {
  extension: Extension;
  at: Resolved;
  method: string;
  /** Path and query. */
  path: string;
  headers: OutgoingHttpHeaders;
  signal?: AbortSignal;
}

/** Calls extension API servers with the front proxy's certificate, over connections that are kept. */
export interface ExtensionClient {
  /** A request that the caller ends, and listens to. */
  request(call: ExtensionCall): ClientRequest;
  /** A whole answer of at most so many bytes, as text. @throws Error when there is none in time */
  get(
    call: Omit<ExtensionCall, 'method'>,
    o: { timeoutMs: number; maxBytes: number },
  ): Promise<{ code: number; text: string; contentType: string }>;
  close(): void;
}

const maxHeaderBytes = 64 * 1024;

/** A client that shows the front proxy's certificate of now. */
export function extensionClient(o: { certificate: KeyPair }): ExtensionClient {
  const agents = new Map<string, { trust: string; agent: https.Agent }>();
  const agentFor = (extension: Extension) => {
    const trust = `${extension.insecureSkipTlsVerify} ${extension.caBundle ?? ''}`;
    const known = agents.get(extension.name);
    if (known?.trust === trust) return known.agent;
    known?.agent.destroy();
    const agent = new https.Agent({
      keepAlive: true,
      timeout: 90_000,
      cert: o.certificate.certificatePem,
      key: o.certificate.keyPem,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: !extension.insecureSkipTlsVerify,
      ca: extension.caBundle ? Buffer.from(extension.caBundle, 'base64').toString('utf8') : undefined,
    });
    agents.set(extension.name, { trust, agent });
    return agent;
  };
  const request = ({ extension, at, method, path, headers, signal }: ExtensionCall) =>
    https.request({
      host: at.host,
      port: at.port,
      servername: at.serverName,
      method,
      path,
      headers: { ...headers, host: `${at.serverName}:${extension.service.port}` },
      agent: agentFor(extension),
      maxHeaderSize: maxHeaderBytes,
      signal,
    });
  return {
    request,
    async get(call, { timeoutMs, maxBytes }) {
      const signal = AbortSignal.timeout(timeoutMs);
      const answered = Promise.withResolvers<IncomingMessage>();
      const sent = request({ ...call, method: 'GET', signal });
      sent.on('error', answered.reject);
      sent.on('response', answered.resolve);
      sent.end();
      const response = await answered.promise;
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of response as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
      return {
        code: response.statusCode ?? 0,
        text: Buffer.concat(chunks).toString('utf8'),
        contentType: response.headers['content-type'] ?? '',
      };
    },
    close() {
      for (const { agent } of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}
