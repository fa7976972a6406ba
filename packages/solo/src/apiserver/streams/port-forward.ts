// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex } from 'node:stream';
import type { Pod } from '@kubevirt-ts/kube';
import type { NodeApi } from '../../kubelet/node-api.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';
import { acceptSpdy, acceptWebSocket, askedProtocol, upgradeOf } from './upgrades.ts';

const spdyProtocol = 'portforward.k8s.io';
/** SPDY inside of a websocket, as kubectl has it since 1.31. */
const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io';

/** A client's pair of streams for one connection. */
interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

async function join(pod: Pod, node: NodeApi, { data, error }: Required<Pair>): Promise<void> {
  const port = Number(data.headers.port);
  let connection: Duplex;
  try {
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`"${data.headers.port}" is not a port`);
    connection = await node.portForward(pod, port);
  } catch (failure) {
    error.end(`error forwarding port ${port} to pod ${pod.metadata?.name}: ${(failure as Error).message}`);
    data.end();
    return;
  }
  connection.on('error', () => data.destroy());
  connection.on('close', () => error.end());
  data.on('close', () => connection.destroy());
  data.pipe(connection);
  connection.pipe(data);
}

/** Serves a port-forward connection: each pair of streams that the client opens becomes a connection to a port of the pod. */
export async function portForward(request: ApiRequest, pod: Pod, node: NodeApi): Promise<ApiResponse> {
  const pairs = new Map<string, Pair>();
  const upgrade = upgradeOf(request);
  const connection =
    askedProtocol(request) === 'websocket'
      ? (await acceptWebSocket(upgrade, [tunnelProtocol])).stream()
      : acceptSpdy(upgrade, [spdyProtocol]);
  new SpdySession(connection, (stream) => {
    const id = stream.headers.requestid ?? '';
    const pair: Pair = { ...pairs.get(id), [stream.headers.streamtype === 'error' ? 'error' : 'data']: stream };
    if (pair.data && pair.error) {
      pairs.delete(id);
      void join(pod, node, { data: pair.data, error: pair.error });
    } else pairs.set(id, pair);
  });
  return { taken: true };
}
