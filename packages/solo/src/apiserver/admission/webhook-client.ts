// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Where a webhook is, as configurations and CRDs have it. */
export interface WebhookClientConfig {
  url?: string;
  service?: { namespace: string; name: string; path?: string; port?: number };
  /** PEM in base64; the machine's own authorities when absent. */
  caBundle?: string;
}

/** Finds a ready address of a Service's port; undefined when there is none. */
export type ResolveService = (
  namespace: string,
  name: string,
  port: number,
) =>
  | Promise<{ host: string; port: number; serverName?: string } | undefined>
  | { host: string; port: number; serverName?: string }
  | undefined;

/** Posts JSON to webhooks over connections that are kept. */
export interface WebhookClient {
  /** The parsed answer. @throws WebhookCallError */
  post(config: WebhookClientConfig, body: object, o: { timeoutMs: number; signal?: AbortSignal }): Promise<unknown>;
  /** Closes idle connections. */
  close(): void;
}

/** A webhook that could not be asked, or whose answer is none; the message is Kubernetes' own. */
export class WebhookCallError extends Error {
  override readonly name = 'WebhookCallError';
}

/** A client over HTTPS. */
export declare function webhookClient(o: { resolve: ResolveService }): WebhookClient;
