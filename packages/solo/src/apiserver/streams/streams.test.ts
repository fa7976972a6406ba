// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, connect as tcpConnect } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { WebSocket } from 'ws';
import type { NodeApi, SessionEnd } from '../../kubelet/node-api.ts';
import type { Json } from '../kind.ts';
import { podStreams } from './index.ts';
import { FrameReader, finFlag, frameBytes, frameTypes } from './spdy/frames.ts';
import { HeaderBlocks } from './spdy/header-blocks.ts';

const pod: Json = {
  metadata: { name: 'p', namespace: 'default' },
  spec: { nodeName: 'node1', containers: [{ name: 'main' }] },
};

/** A node whose every command prints what it is given, in capitals, and ends with the length of it. */
function shoutingNode(sizes: unknown[] = []): NodeApi {
  const session = () => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const ended = text(stdin).then((said): SessionEnd => {
      stdout.end(said.toUpperCase());
      stderr.end('done');
      return { exitCode: said.length };
    });
    return Promise.resolve({
      stdin,
      stdout,
      stderr,
      resize: (size: unknown) => sizes.push(size),
      ended,
      kill: () => stdin.end(),
    });
  };
  return {
    nodeName: 'node1',
    async *logs(_pod, o) {
      yield Buffer.from(JSON.stringify(o));
    },
    exec: session,
    attach: session,
    portForward: async (_pod, port) => {
      const socket = tcpConnect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
  };
}

async function serve(t: TestContext, node: NodeApi): Promise<{ port: number; server: Server }> {
  const streams = podStreams(() => node);
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '', 'http://x');
    const verb = url.pathname.split('/').at(-1) as keyof typeof streams;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    void streams[verb].handle(
      {
        method: 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers,
        body: undefined,
        user: { name: 'me', groups: [] },
        info: {
          isResource: true,
          verb: 'get',
          group: '',
          version: 'v1',
          resource: 'pods',
          subresource: verb,
          namespace: 'default',
          name: 'p',
          rest: '',
        },
        signal: new AbortController().signal,
        upgrade: { request, socket, head },
        warnings: [],
      },
      pod,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, server };
}

/** A SPDY client, as kubectl's: opens streams and collects what comes on each. */
async function spdyClient(connection: Duplex) {
  const blocks = new HeaderBlocks();
  const received = new Map<number, Buffer[]>();
  const ended = new Map<number, () => void>();
  const reader = new FrameReader();
  connection.on('data', (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) {
      if (frame.kind !== 'data') continue;
      received.get(frame.streamId)?.push(Buffer.from(frame.body));
      if (frame.flags & finFlag) ended.get(frame.streamId)?.();
    }
  });
  let next = 1;
  return {
    async open(headers: Record<string, string>) {
      const id = next;
      next += 2;
      const head = Buffer.alloc(10);
      head.writeUInt32BE(id);
      const end = Promise.withResolvers<void>();
      received.set(id, []);
      ended.set(id, end.resolve);
      const body = Buffer.concat([head, await blocks.write(headers)]);
      connection.write(frameBytes({ kind: 'control', type: frameTypes.synStream, flags: 0, body }));
      return {
        send: (said: string, fin = false) =>
          connection.write(
            frameBytes({ kind: 'data', streamId: id, flags: fin ? finFlag : 0, body: Buffer.from(said) }),
          ),
        text: async () => {
          await end.promise;
          return Buffer.concat(received.get(id) ?? []).toString();
        },
      };
    },
    close: () => {
      blocks.close();
      connection.destroy();
    },
  };
}

async function spdyUpgrade(port: number, path: string, protocol: string): Promise<Duplex> {
  const request = httpRequest({
    ...{ port, path, host: '127.0.0.1', method: 'POST' },
    headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocol },
  }).end();
  const [response, socket, head] = await once(request, 'upgrade');
  assert.equal(response.headers['x-stream-protocol-version'], protocol);
  if (head.length > 0) socket.unshift(head);
  return socket;
}

test('exec over SPDY: both ways, the exit code, the size of the terminal', async (t) => {
  const sizes: unknown[] = [];
  const { port } = await serve(t, shoutingNode(sizes));
  const socket = await spdyUpgrade(port, '/exec?command=x&stdin=true&stdout=true&stderr=true', 'v4.channel.k8s.io');
  const client = await spdyClient(socket);
  const error = await client.open({ streamtype: 'error' });
  const resize = await client.open({ streamtype: 'resize' });
  resize.send('{"Width":80,"Height":24}\n');
  const stdin = await client.open({ streamtype: 'stdin' });
  const stdout = await client.open({ streamtype: 'stdout' });
  const stderr = await client.open({ streamtype: 'stderr' });
  stdin.send('hel');
  stdin.send('lo', true);
  assert.equal(await stdout.text(), 'HELLO');
  assert.equal(await stderr.text(), 'done');
  const status = JSON.parse(await error.text());
  assert.equal(status.reason, 'NonZeroExitCode');
  assert.deepEqual(status.details.causes, [{ reason: 'ExitCode', message: '5' }]);
  assert.deepEqual(sizes, [{ columns: 80, rows: 24 }]);
  client.close();
});

test('exec over a websocket: half-closed input, output, status', async (t) => {
  const { port } = await serve(t, shoutingNode());
  const url = `ws://127.0.0.1:${port}/exec?command=x&stdin=true&stdout=true&stderr=true`;
  const socket = new WebSocket(url, ['v5.channel.k8s.io', 'v4.channel.k8s.io']);
  const channels = new Map<number, string>();
  socket.on('message', (data: Buffer) => {
    const to = data[0] ?? -1;
    channels.set(to, (channels.get(to) ?? '') + data.subarray(1));
  });
  await once(socket, 'open');
  assert.equal(socket.protocol, 'v5.channel.k8s.io');
  socket.send(Buffer.concat([Buffer.from([0]), Buffer.from('hey')]));
  socket.send(Buffer.from([255, 0]));
  await once(socket, 'close');
  assert.equal(channels.get(1), 'HEY');
  assert.equal(channels.get(2), 'done');
  assert.equal(JSON.parse(channels.get(3) ?? '').details.causes[0].message, '3');
});

test('ports are forwarded by pairs of streams', async (t) => {
  const echo = createTcpServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  t.after(() => echo.close());
  const { port } = await serve(t, shoutingNode());
  const client = await spdyClient(await spdyUpgrade(port, '/portforward', 'portforward.k8s.io'));
  const target = { port: String((echo.address() as AddressInfo).port), requestid: '1' };
  await client.open({ ...target, streamtype: 'error' });
  const data = await client.open({ ...target, streamtype: 'data' });
  const long = 'x'.repeat(300_000);
  for (let at = 0; at < long.length; at += 30_000) data.send(long.slice(at, at + 30_000));
  data.send('', true);
  assert.equal(await data.text(), long);
  const refused = { port: '1', requestid: '2' };
  const error = await client.open({ ...refused, streamtype: 'error' });
  await client.open({ ...refused, streamtype: 'data' });
  assert.match(await error.text(), /error forwarding port 1 to pod p: connect ECONNREFUSED/);
  client.close();
});

test('a log is refused before it is begun, and bad options are named', async () => {
  const { log } = podStreams(() => shoutingNode());
  const ask = (query: string) =>
    log.handle({ query: new URLSearchParams(query), signal: new AbortController().signal } as never, pod);
  const answer = await ask('tailLines=3&follow=true');
  assert.ok('stream' in answer);
  const bytes = await buffer(answer.stream);
  assert.deepEqual(JSON.parse(bytes.toString()), {
    container: 'main',
    follow: true,
    previous: false,
    timestamps: false,
    tailLines: 3,
  });
  await assert.rejects(ask('container=other'), /container other is not valid for pod p/);
  await assert.rejects(ask('tailLines=-1'), { code: 422 });
});
