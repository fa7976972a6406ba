// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError, BodyError, http, type Logger, readBody } from '@kubevirt-ts/kube';
import { type Authenticator, anonymous } from '../../auth/authenticator.ts';
import { type Authorizer, refuseUnauthorized } from '../../auth/authorizer.ts';
import { impersonated } from '../../auth/impersonation.ts';
import { badRequest, tooLarge, unauthorized } from '../errors.ts';
import { decodeProtobuf, protobufMediaType } from '../protobuf/decode.ts';
import { ProtobufError } from '../protobuf/reader.ts';
import type { ApiRequest, Handler, RequestInfo, User } from '../request.ts';
import { requestInfo } from '../request-info.ts';
import type { Schema } from '../schema.ts';
import { InFlight, isLongRunning } from './in-flight.ts';
import type { ObserveRequest } from './request-metrics.ts';
import { respond, respondError } from './respond.ts';

/** What stands between HTTP and the handler. */
export interface FrontOptions {
  authenticate: Authenticator;
  /** Asked only whether somebody may act for another: the handler is the one that authorises. */
  authorizer: Authorizer;
  handler: Handler;
  /** Whether a request is passed on with its body unread. */
  isPassedOn: (info: RequestInfo) => boolean;
  observe: ObserveRequest;
  /** The types that bodies in protobuf may have. */
  schemas: ReadonlyMap<string, Schema>;
  logger: Logger;
  /** @defaultValue 400 */
  maxInFlight?: number;
}

/** Answers HTTP requests and takes upgrades. */
export interface Front {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Ends what takes as long as its client likes: watches, logs, what is passed on. */
  endLongRunning(): void;
}

const maxBodyBytes = 3 * 1024 * 1024;
const bodyTimeoutMs = 60_000;

/** Makes of HTTP requests what the handler takes, and of its answers HTTP. */
export function front(o: FrontOptions): Front {
  const inFlight = new InFlight(o.maxInFlight ?? 400);
  const longRunning = new Set<AbortController>();

  const handle = async (
    request: IncomingMessage,
    response: ServerResponse,
    upgrade?: NonNullable<ApiRequest['upgrade']>,
  ) => {
    const gone = new AbortController();
    response.once('close', () => {
      // Telling it of what is done would cost more than most answers do.
      if (!response.writableFinished) gone.abort();
    });
    upgrade?.socket.once('close', () => gone.abort());
    const asked = parse(request);
    if (isLongRunning(asked.info) || upgrade) longRunning.add(gone);
    const done = o.observe(asked.info);
    const warnings: string[] = [];
    let leave = () => {};
    let code = 0;
    try {
      const user = whoIs(o, request);
      // Strangers are not waited for: their bodies are read only if they may send them.
      if (user === anonymous) refuseUnauthorized(o.authorizer, { ...asked, user });
      leave = inFlight.enter(asked.info, user);
      const passedOn = o.isPassedOn(asked.info);
      const body = passedOn || upgrade ? undefined : await bodyOf(request);
      const answer = await o.handler({
        ...asked,
        ...decoded(flat(request), body, o.schemas),
        user,
        signal: gone.signal,
        warnings,
        ...(upgrade && { upgrade }),
        ...(passedOn && { incoming: request }),
      });
      if ('taken' in answer) {
        code = 101;
        return;
      }
      code = answer.status;
      leaveEarly(answer, leave);
      await respond(request, response, answer, warnings);
    } catch (error) {
      code = await fail(o, { request, response, gone: gone.signal, warnings }, error);
    } finally {
      leave();
      longRunning.delete(gone);
      done(code);
    }
  };

  return {
    handle: (request, response) => handle(request, response),
    endLongRunning() {
      for (const one of longRunning) one.abort();
    },
    async upgrade(request, socket, head) {
      const response = new http.ServerResponse(request);
      // An answer that is no upgrade goes over the same connection, which then ends.
      response.shouldKeepAlive = false;
      socket.on('error', (error) => o.logger.debug({ err: error }, 'an upgraded connection failed'));
      const upgrade = { request, socket, head };
      const assigned = assignLazily(response, socket);
      await handle(request, assigned, upgrade);
    },
  };
}

/** A response that gets hold of the socket only when it is written to: whoever takes the upgrade must find it free. */
function assignLazily(response: ServerResponse, socket: Duplex): ServerResponse {
  const { writeHead } = response;
  response.writeHead = ((...given: Parameters<typeof writeHead>) => {
    if (!response.socket) {
      response.assignSocket(socket as never);
      response.once('finish', () => socket.end());
    }
    return writeHead.apply(response, given);
  }) as typeof writeHead;
  return response;
}

function parse(request: IncomingMessage): Pick<ApiRequest, 'method' | 'path' | 'query' | 'info'> {
  const { url = '/', method = 'GET' } = request;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  return { method, path, query, info: requestInfo(method, path, query) };
}

/** @throws ApiError 401, 403 */
function whoIs(o: FrontOptions, request: IncomingMessage): User {
  const user = o.authenticate(request);
  if (!user) throw unauthorized();
  return impersonated(request, user, o.authorizer);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const late = setTimeout(() => request.destroy(), bodyTimeoutMs);
  try {
    const body = await readBody(request, maxBodyBytes);
    return body.length ? body : undefined;
  } catch (error) {
    if (error instanceof BodyError) throw tooLarge(`limit is ${maxBodyBytes}`);
    throw badRequest('the body could not be read');
  } finally {
    clearTimeout(late);
  }
}

/** Bodies in protobuf, which Go's typed clients send, are JSON from here on. @throws ApiError 400 */
function decoded(
  headers: ApiRequest['headers'],
  body: Buffer | undefined,
  schemas: ReadonlyMap<string, Schema>,
): Pick<ApiRequest, 'headers' | 'body'> {
  if (!body || headers['content-type']?.split(';')[0]?.trim() !== protobufMediaType) return { headers, body };
  try {
    const object = decodeProtobuf(body, schemas);
    return object ? { headers: { ...headers, 'content-type': 'application/json' }, body: object } : { headers, body };
  } catch (error) {
    if (error instanceof ProtobufError) throw badRequest(`unable to decode the body: ${error.message}`);
    throw error;
  }
}

function flat(request: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** Whoever reads a stream slowly does not keep others out. */
function leaveEarly(answer: object, leave: () => void): void {
  if ('stream' in answer || 'watch' in answer) leave();
}

interface Failing {
  request: IncomingMessage;
  response: ServerResponse;
  gone: AbortSignal;
  warnings: string[];
}

async function fail(o: FrontOptions, at: Failing, error: unknown): Promise<number> {
  const { request, response, gone, warnings } = at;
  if (gone.aborted) return 499;
  const code = error instanceof ApiError ? error.code : 500;
  if (code === 500) o.logger.error({ err: error, method: request.method, url: request.url }, 'a request failed');
  if (response.headersSent) {
    // What was begun cannot be taken back: the client must see that it is not whole.
    response.destroy();
    return code;
  }
  // A body that was not read to its end would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  await respondError(request, response, error, warnings).catch((failed: unknown) => {
    o.logger.debug({ err: failed }, 'a refusal could not be sent');
  });
  return code;
}
