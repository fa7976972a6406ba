// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { IncomingMessage } from 'node:http';
import { BodyError, type Client, isObject, readJson } from '@kubevirt-ts/kube';
import type { Target } from './path.ts';
import { badRequest } from './status.ts';
import type { VirtHandlers } from './virt-handlers.ts';

/** A call of a subresource by somebody who may. */
export interface Call {
  target: Target;
  /** The options in the body, empty when there are none. */
  options: Record<string, unknown>;
  client: Client;
  handlers: VirtHandlers;
}

/** What a call is answered with; nothing but the code when there is no body. */
export interface Reply {
  code: number;
  body?: unknown;
}

const maxOptionsBytes = 64 * 1024;

/** The options in a call's body. @throws CallError 400 when they are not JSON */
export const readOptions = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  try {
    const body = (await readJson(request, maxOptionsBytes)) ?? {};
    if (!isObject(body)) throw badRequest('Can not unmarshal Request body to struct, error: it is no object');
    return body;
  } catch (error) {
    if (error instanceof BodyError)
      throw badRequest(`Can not unmarshal Request body to struct, error: ${error.message}`);
    throw error;
  }
};
