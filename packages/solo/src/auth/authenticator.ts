// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { User } from '../apiserver/request.ts';
import type { ServiceAccountTokens } from './tokens/service-account-tokens.ts';

/** Says who sends a request; undefined when what they show is worth nothing. */
export type Authenticator = (request: IncomingMessage) => User | undefined;

/** Who shows nothing. */
export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** Knows clients by a certificate (CN is the user, O are the groups) or by a service account's token. */
export function authenticator(o: { tokens: ServiceAccountTokens }): Authenticator {
  const byConnection = new WeakMap<object, { user: User | undefined }>();
  const ofConnection = (socket: TLSSocket) => {
    const known = byConnection.get(socket);
    if (known) return known;
    const found = { user: certificateUser(socket) };
    byConnection.set(socket, found);
    return found;
  };
  return (request) => {
    const socket = request.socket as TLSSocket;
    const { user } = ofConnection(socket);
    if (user) return user;
    const token =
      bearerToken(request.headers.authorization) ?? websocketToken(request.headers['sec-websocket-protocol']);
    if (token !== undefined) {
      const answer = o.tokens.authenticate(token);
      return 'user' in answer ? answer.user : undefined;
    }
    return hasCertificate(socket) ? undefined : anonymous;
  };
}

function hasCertificate(socket: TLSSocket): boolean {
  return socket.getPeerX509Certificate?.() !== undefined;
}

function certificateUser(socket: TLSSocket): User | undefined {
  if (!socket.authorized) return undefined;
  const { CN, O } = (socket.getPeerCertificate().subject ?? {}) as { CN?: string | string[]; O?: string | string[] };
  const [name] = [CN ?? []].flat();
  if (!name) return undefined;
  return { name, groups: [...[O ?? []].flat(), 'system:authenticated'] };
}

function bearerToken(header: string | undefined): string | undefined {
  const [scheme = '', token = ''] = (header ?? '').trim().split(/ +/);
  return scheme.toLowerCase() === 'bearer' && token ? token : undefined;
}

/** @upstream the websocket protocol authenticator: browsers cannot set headers on websockets */
function websocketToken(offered: string | undefined): string | undefined {
  const [, encoded] = /(?:^|,\s*)base64url\.bearer\.authorization\.k8s\.io\.([\w-]+)/.exec(offered ?? '') ?? [];
  return encoded && Buffer.from(encoded, 'base64url').toString('utf8');
}
