// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Who asks. */
export interface User {
  name: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** What a path and method mean, as RBAC, webhooks and metrics know it. @upstream k8s.io/apiserver RequestInfo */
export interface RequestInfo {
  isResource: boolean;
  /** get list watch create update patch delete deletecollection; for non-resources the method in lower case. */
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
  /** Path segments after the subresource, as `proxy` has them. */
  rest: string;
}

/** A request, free of its transport: HTTP and in-process callers make the same one. */
export interface ApiRequest {
  method: string;
  /** Without query. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names; in-process callers give what matters (`content-type`, `accept`). */
  headers: Readonly<Record<string, string | undefined>>;
  /** Raw bytes as received, or, in process, the parsed JSON value. */
  body: Buffer | object | undefined;
  user: User;
  info: RequestInfo;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
  /** The request as it arrives, its body not read: present, with no `body`, where requests are passed on (proxies, extension API servers). */
  incoming?: IncomingMessage;
  /** Present on an `Upgrade` request: who answers takes the socket over and returns `{ taken: true }`. */
  upgrade?: { request: IncomingMessage; socket: Duplex; head: Buffer };
  /** Collects the `Warning` headers of the answer. */
  warnings: string[];
}

/** An answer, free of its transport. Errors are thrown as kube's ApiError and become a Status. */
export type ApiResponse =
  /** JSON: a value, or text that already is JSON. */
  | { status: number; body: object | string; headers?: Record<string, string> }
  /** Bytes as they come (logs, proxies); ends when the iterable does. */
  | {
      status: number;
      stream: AsyncIterable<Uint8Array | string>;
      contentType: string;
      headers?: Record<string, string>;
    }
  /** A watch: one event per line; `Table` rows and version conversions are already applied. */
  | { status: 200; watch: AsyncIterable<WatchLine> }
  /** The socket was taken over. */
  | { taken: true };

/** One line of a watch: the object, or for speed its JSON text. */
export interface WatchLine {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: object | string;
  /** The same, parsed, to be read only: shared by all watches where that costs nothing. */
  parsed?: () => object;
}

/** Answers requests that are authenticated and authorised. @throws ApiError */
export type Handler = (request: ApiRequest) => Promise<ApiResponse>;

/** Answers some paths; undefined for the others. @throws ApiError */
export type PathHandler = (request: ApiRequest) => ApiResponse | undefined;
