// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { methodNotAllowed, methodNotServed, noSuchResource, notFound } from '../errors.ts';
import type { Kind } from '../kind.ts';
import type { ApiRequest, ApiResponse, Handler } from '../request.ts';
import type { Call } from './call.ts';
import { connect } from './connect.ts';
import { create } from './create.ts';
import { deleteObject } from './delete.ts';
import { deleteCollection } from './delete-collection.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { negotiate } from './negotiate.ts';
import type { RestOptions } from './options.ts';
import { partsOf } from './parts.ts';
import { patch } from './patch.ts';
import { scale } from './scale.ts';
import { tellStrategies } from './stored-hook.ts';
import { update } from './update.ts';
import { View } from './view.ts';
import { watch } from './watch.ts';
import { WatchEnds } from './watch-ends.ts';

export type { RestOptions } from './options.ts';

/** Answers requests to the resources that there are kinds of; whoever calls has authorised them. */
export function createRest(o: RestOptions): Handler {
  const view = new View(o);
  const ends = new WatchEnds(o.kinds);
  tellStrategies(o);
  return async (request) => {
    const call = callOf(o, view, request);
    if (!call) return nothingThere();
    if (call.kind.deprecationWarning) request.warnings.push(call.kind.deprecationWarning);
    if (call.subresource) return subresource(call);
    return call.name ? object(call) : collection(call, ends);
  };
}

const collectionVerbs: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);

/** What a request is about; undefined where only definitions could have made something. @throws ApiError 404, 406 */
function callOf(o: RestOptions, view: View, request: ApiRequest): Call | undefined {
  const { info } = request;
  const kind = info.isResource ? o.kinds.find(info.group, info.version, info.resource) : undefined;
  if (!kind) {
    if (o.kinds.all().some((other) => other.group === info.group && !other.isCustom)) throw noSuchResource();
    return undefined;
  }
  // In a path to a namespace, its name stands twice.
  const isNamespace = kind.collection === '/namespaces' && info.namespace === info.name;
  const namespace = isNamespace ? '' : info.namespace;
  const isCollection = collectionVerbs.has(info.verb) || info.name === '';
  const name = isCollection ? '' : info.name;
  if (kind.namespaced ? !namespace && name : namespace) {
    if (kind.isCustom) return undefined;
    throw noSuchResource();
  }
  if (request.method === 'HEAD') throw methodNotServed();
  const { subresource } = info;
  return { o, view, request, kind, namespace, name, subresource, answer: negotiate(request.headers.accept) };
}

async function collection(call: Call, ends: WatchEnds): Promise<ApiResponse> {
  const { request, kind, namespace } = call;
  const { verb } = request.info;
  // Over all namespaces there is only reading.
  if (kind.namespaced && !namespace && !['list', 'watch'].includes(verb)) throw notServed(kind, verb);
  if (!kind.verbs.includes(verb)) throw notServed(kind, verb);
  switch (verb) {
    case 'create':
      return create(call);
    case 'list':
      return list(call);
    case 'watch':
      return watch(narrowed(call), ends, /^\/apis?\/[^/]+(\/[^/]+)?\/watch\//.test(request.path));
    case 'deletecollection':
      return deleteCollection(call);
    default:
      throw notServed(kind, verb);
  }
}

/** The old watch path names objects where the query selects them. */
function narrowed(call: Call): Call {
  const { request } = call;
  if (!request.info.name || request.query.has('fieldSelector')) return call;
  const query = new URLSearchParams(request.query);
  query.set('fieldSelector', `metadata.name=${request.info.name}`);
  return { ...call, request: { ...request, query } };
}

async function object(call: Call): Promise<ApiResponse> {
  const { request, kind } = call;
  const { verb } = request.info;
  if (!kind.verbs.includes(verb)) throw notServed(kind, verb);
  switch (verb) {
    case 'get':
      return get(call);
    case 'update':
      return update(call);
    case 'patch':
      return patch(call);
    case 'delete':
      return deleteObject(call);
    default:
      throw notServed(kind, verb);
  }
}

async function subresource(call: Call): Promise<ApiResponse> {
  const { request, kind, name } = call;
  const connector = kind.connectors[call.subresource];
  if (connector) return connect(call, connector);
  const isScale = call.subresource === 'scale' && kind.scale !== undefined;
  if (request.info.rest || !(isScale || partsOf(kind).includes(call.subresource))) {
    throw kind.isCustom ? notFound(kind, name) : noSuchResource();
  }
  const { verb } = request.info;
  const verbs = call.subresource === 'finalize' ? ['update'] : ['get', 'update', 'patch'];
  if (!verbs.includes(verb) || !kind.verbs.includes(verb)) throw notServed(kind, verb);
  if (isScale && kind.scale) return scale(call, kind.scale);
  if (verb === 'get') return get(call);
  return verb === 'update' ? update(call) : patch(call);
}

/** As the API server answers when nothing in it knows the path. */
function nothingThere(): ApiResponse {
  const text = async function* () {
    yield '404 page not found\n';
  };
  const headers = { 'x-content-type-options': 'nosniff' };
  return { status: 404, stream: text(), contentType: 'text/plain; charset=utf-8', headers };
}

function notServed(kind: Kind, verb: string) {
  return kind.isCustom ? methodNotAllowed(kind, verb) : methodNotServed();
}
