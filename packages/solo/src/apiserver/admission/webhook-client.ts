// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isObject } from '@kubevirt-ts/kube';
import { jsonErrorText } from '../rest/json-error.ts';
import { noVersionAndKind } from '../rest/version-and-kind.ts';
import { type Answered, answerError, transportError } from './webhook-errors.ts';

/** Where a webhook is, as configurations and CRDs have it. */
export interface WebhookClientConfig {
  url?: string;
  service?: { namespace: string; name: string; path?: string; port?: number };
  /** PEM in base64; the machine's own authorities when absent. */
  caBundle?: string;
}

/** Where a port of a Service is answered. */
interface ServiceAddress {
  host: string;
  port: number;
  /** The name its certificate has to have. @defaultValue `<name>.<namespace>.svc` */
  serverName?: string;
}

/** Finds a ready address of a Service's port; undefined when there is none. An Error it throws is told to the client. */
export type ResolveService = (
  namespace: string,
  name: string,
  port: number,
) => Promise<ServiceAddress | undefined> | ServiceAddress | undefined;

/** How a webhook is asked. */
interface PostOptions {
  timeoutMs: number;
  /** The name the error is to carry where the webhook is known by one; the time it has is told to it as `?timeout=`. */
  tellsTimeout?: boolean;
  /** A longer answer is none. @defaultValue 16 MiB */
  maxAnswerBytes?: number;
  signal?: AbortSignal;
}

/** Posts JSON to webhooks over connections that are kept. */
export interface WebhookClient {
  /** The parsed answer. @throws WebhookCallError */
  post(config: WebhookClientConfig, body: object, o: PostOptions): Promise<unknown>;
  /** Closes idle connections. */
  close(): void;
}

/** A webhook that could not be asked, or whose answer is none; the message is Kubernetes' own. */
export class WebhookCallError extends Error {
  override readonly name = 'WebhookCallError';
}

const defaultMaxAnswerBytes = 16 * 1024 * 1024;

/** A client over HTTPS. */
export function webhookClient(o: { resolve: ResolveService }): WebhookClient {
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: 30_000, timeout: 90_000, maxSockets: 256 });
  return {
    async post(config, body, options) {
      const query = options.tellsTimeout ? `?timeout=${Math.ceil(options.timeoutMs / 1000)}s` : '';
      const url = urlOf(config, query);
      const limit = AbortSignal.timeout(options.timeoutMs);
      const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
      const fail = (why: string) => new WebhookCallError(`Post "${url}": ${why}`);
      const payload = Buffer.from(JSON.stringify(body));
      try {
        const target = await targetOf(config, url, o.resolve);
        const send = () =>
          exchange({ ...target, agent, signal }, payload, options.maxAnswerBytes ?? defaultMaxAnswerBytes);
        const answer = await send().catch((error: unknown) => {
          // The other end had closed the kept connection: nothing was done with the request.
          if (error instanceof StaleConnection) return send();
          throw error;
        });
        if (answer.status < 200 || answer.status > 299) throw new WebhookCallError(answerError(answer));
        return parsed(answer.text);
      } catch (error) {
        if (error instanceof WebhookCallError) throw error;
        if (limit.aborted) throw fail('context deadline exceeded');
        if (signal.aborted) throw fail('context canceled');
        throw fail(transportError(error instanceof StaleConnection ? error.cause : error, url));
      }
    },
    close: () => agent.destroy(),
  };
}

class StaleConnection extends Error {}

function urlOf(config: WebhookClientConfig, query: string): string {
  if (!config.service) return `${config.url ?? ''}${query}`;
  const { name, namespace, port = 443, path = '' } = config.service;
  const steps = path.startsWith('/') ? path : `/${path}`;
  return `https://${name}.${namespace}.svc:${port}${steps}${query}`;
}

async function targetOf(
  config: WebhookClientConfig,
  text: string,
  resolve: ResolveService,
): Promise<RequestOptions & { servername?: string; ca?: Buffer }> {
  const url = new URL(text);
  const ca = config.caBundle ? Buffer.from(config.caBundle, 'base64') : undefined;
  const common = { method: 'POST', path: `${url.pathname}${url.search}`, ...(ca && { ca }) };
  const { service } = config;
  if (!service) {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return { ...common, host, port: Number(url.port || 443), ...(isIP(host) === 0 && { servername: host }) };
  }
  const found = await resolve(service.namespace, service.name, service.port ?? 443);
  if (!found) throw new Error(`no endpoints available for service ${JSON.stringify(service.name)}`);
  const servername = found.serverName ?? `${service.name}.${service.namespace}.svc`;
  return { ...common, host: found.host, port: found.port, servername, headers: { host: url.host } };
}

async function exchange(options: RequestOptions, payload: Buffer, maxBytes: number): Promise<Answered> {
  const headers = {
    ...options.headers,
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': payload.length,
    'user-agent': 'kube-apiserver-admission',
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpsRequest({ ...options, headers });
    request.once('response', resolve);
    request.once('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isStale ? new StaleConnection('', { cause: error }) : error);
    });
    request.end(payload);
  });
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    parts.push(part);
  }
  const contentType = response.headers['content-type'] ?? '';
  return { status: response.statusCode ?? 0, contentType, text: Buffer.concat(parts).toString('utf8') };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
    throw new WebhookCallError(noVersionAndKind(value));
  } catch (error) {
    if (error instanceof WebhookCallError) throw error;
  }
  // What does not look like JSON is taken for YAML, and most of that is a string.
  if (!text.trimStart().startsWith('{')) throw new WebhookCallError(noVersionAndKind(text));
  throw new WebhookCallError(`couldn't get version/kind; json parse error: ${jsonErrorText(text)}`);
}
