// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Registry } from 'prom-client';
import { requestMetrics } from '../metrics.ts';
import type { Client } from './client.ts';
import { findCredentials } from './credentials.ts';
import { restClient } from './rest-client.ts';
import { TokenBucket } from './token-bucket.ts';
import { httpTransport } from './transport.ts';

/** How to reach the API server and how hard to press it. */
export interface ConnectOptions {
  /** Path of a kubeconfig. @defaultValue KUBECONFIG, else the pod's service account, else ~/.kube/config */
  kubeconfig?: string;
  /** Requests a second, sustained. @defaultValue 200 */
  qps?: number;
  /** Requests at once before `qps` holds. @defaultValue 400 */
  burst?: number;
  userAgent?: string;
  /** How long one request may take. @defaultValue 30000 */
  timeoutMs?: number;
  /** Where the requests are counted. */
  metrics?: Registry;
}

/** A client of the cluster this process belongs to, or of the kubeconfig's; nothing is sent until it is used. */
export function connect(o: ConnectOptions = {}): Client {
  const transport = httpTransport({
    credentials: findCredentials(o.kubeconfig),
    userAgent: o.userAgent ?? 'kubevirt-ts',
  });
  const bucket = new TokenBucket({ qps: o.qps ?? 200, burst: o.burst ?? 400, nowMs: () => performance.now() });
  const observe = o.metrics && requestMetrics(o.metrics);
  return restClient({ transport, bucket, timeoutMs: o.timeoutMs ?? 30_000, observe });
}
