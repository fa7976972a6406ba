// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isObject } from '@kubevirt-ts/kube';
import { methodNotServed } from '../errors.ts';
import type { Connector, Json } from '../kind.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import { attributesOf } from './admitted.ts';
import type { Call } from './call.ts';
import { parseBody } from './decode.ts';
import { storedObject } from './get.ts';

/** Answers a request to a subresource that is no part of the object: its connector does, once admission allows it. */
export async function connect(call: Call, connector: Connector): Promise<ApiResponse> {
  const { kind, request, view } = call;
  if (!connector.methods.includes(request.method)) throw methodNotServed();
  const parent = await view.object(kind, storedObject(call));
  const isCreate = connector.verbs.length === 1 && connector.verbs[0] === 'create';
  return connector.handle(isCreate ? await admitted(call, connector) : request, parent);
}

/** The request with its body decoded and as admission leaves it. */
async function admitted(call: Call, connector: Connector): Promise<ApiRequest> {
  const { request, kind, o, name } = call;
  if (request.upgrade) return request;
  const group = connector.group ?? kind.group;
  const version = connector.version ?? kind.version;
  const { value } = parseBody(request, connector.kind);
  if (!isObject(value)) return { ...request, body: value as object };
  const object = { apiVersion: group ? `${group}/${version}` : version, kind: connector.kind, ...value } as Json;
  const dryRun = request.query.getAll('dryRun').includes('All');
  const options = { name, dryRun, sent: dryRun ? { dryRun: ['All'] } : {} };
  const attributes = { ...attributesOf(call, 'CREATE', options), objectKind: { group, version, kind: connector.kind } };
  const body = (await o.admission.mutate(attributes, object, undefined)) ?? object;
  await o.admission.validate(attributes, body, undefined);
  return { ...request, body };
}
