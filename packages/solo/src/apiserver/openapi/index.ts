// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import { groupVersion } from '../discovery/groups.ts';
import { methodNotServed, notAcceptable } from '../errors.ts';
import type { Kind, Kinds } from '../kind.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import type { Schema } from '../schema.ts';
import { documentV2 } from './v2.ts';
import { documentProtobuf, protobufMediaType } from './v2-protobuf.ts';
import { documentV3 } from './v3.ts';

/** What OpenAPI documents are made of. */
export interface OpenapiOptions {
  kinds: Kinds;
  /** The schemas of the API server's own types. */
  schemas: ReadonlyMap<string, Schema>;
  /** @defaultValue that of `/version` */
  version: string;
}

/** Answers `/openapi/v2`, `/openapi/v3` and `/openapi/v3/<group version>`; undefined for other paths. @throws ApiError 405, 406 */
export function openapi(o: OpenapiOptions): (request: ApiRequest) => ApiResponse | undefined {
  const cache = new Map<string, Document>();
  o.kinds.onChange((group) => {
    cache.delete('v2');
    for (const path of cache.keys()) if (path.startsWith(`apis/${group}/`)) cache.delete(path);
  });
  const source = (kinds: readonly Kind[]) => ({ kinds, schemas: o.schemas });
  const cached = (name: string, make: () => object) => {
    const document = cache.get(name) ?? newDocument(JSON.stringify(make()));
    cache.set(name, document);
    return document;
  };
  const v3 = (path: string, kinds: readonly Kind[]) => cached(path, () => documentV3(source(kinds), o.version));

  return (request) => {
    const [root, version, ...rest] = request.path.split('/').filter(Boolean);
    if (root !== 'openapi') return undefined;
    if (version === 'v2' && rest.length === 0) {
      requireGet(request);
      return answerV2(
        request,
        cached('v2', () => documentV2(source(o.kinds.all()), o.version)),
      );
    }
    if (version !== 'v3') return undefined;
    const groups = byGroupVersion(o.kinds.all());
    if (rest.length === 0) {
      requireGet(request);
      return { status: 200, body: index(groups, v3) };
    }
    const path = rest.join('/');
    const kinds = groups.get(path);
    if (!kinds) return undefined;
    requireGet(request);
    return answerV3(request, v3(path, kinds));
  };
}

interface Document {
  json: string;
  etag: string;
  protobuf?: Buffer;
}

function newDocument(json: string): Document {
  return { json, etag: createHash('sha512').update(json).digest('hex').toUpperCase() };
}

function requireGet(request: ApiRequest): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotServed();
}

function byGroupVersion(kinds: readonly Kind[]): Map<string, Kind[]> {
  const groups = new Map<string, Kind[]>();
  for (const kind of kinds) {
    const path = `${kind.group ? 'apis' : 'api'}/${groupVersion(kind.group, kind.version)}`;
    groups.set(path, [...(groups.get(path) ?? []), kind]);
  }
  return groups;
}

function index(groups: ReadonlyMap<string, readonly Kind[]>, v3: (path: string, kinds: readonly Kind[]) => Document) {
  const paths = [...groups].map(([path, kinds]) => {
    const serverRelativeURL = `/openapi/v3/${path}?hash=${v3(path, kinds).etag}`;
    return [path, { serverRelativeURL }];
  });
  return { paths: Object.fromEntries(paths) as Record<string, { serverRelativeURL: string }> };
}

// With its hash in the query, a document stays what it is for ever.
function answerV3(request: ApiRequest, document: Document): ApiResponse {
  const isPinned = request.query.get('hash') === document.etag;
  return answer(request, document, isPinned ? { 'cache-control': 'public, immutable' } : {});
}

function answerV2(request: ApiRequest, document: Document): ApiResponse {
  const types = (request.headers.accept || '*/*').split(',').map((type) => type.split(';')[0]?.trim() ?? '');
  for (const type of types) {
    if (type === 'application/json' || type === 'application/*' || type === '*/*') return answer(request, document);
    // The name with an at sign is what clients have always asked for; no media type may have one.
    if (type === protobufMediaType || type === 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf') {
      document.protobuf ??= documentProtobuf(JSON.parse(document.json) as Record<string, unknown>);
      return {
        status: 200,
        stream: once(document.protobuf),
        contentType: protobufMediaType,
        headers: headersOf(document),
      };
    }
  }
  throw notAcceptable(['application/json', protobufMediaType]);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function headersOf(document: Document): Record<string, string> {
  return { etag: `"${document.etag}"`, vary: 'Accept' };
}

function answer(request: ApiRequest, document: Document, more: Record<string, string> = {}): ApiResponse {
  const headers = { ...headersOf(document), ...more };
  if (request.headers['if-none-match'] === headers.etag) return { status: 304, body: '', headers };
  return { status: 200, body: document.json, headers };
}
