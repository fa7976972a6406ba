// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { PassThrough, type Readable, Writable } from 'node:stream';
import type { SessionEnd, SessionOptions } from '../../kubelet/node-api.ts';
import type { ApiRequest } from '../request.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';
import { acceptSpdy, acceptWebSocket, askedProtocol, upgradeOf } from './upgrades.ts';

/** The client's ends of a running command. */
export interface CommandChannels {
  readonly stdin?: Readable;
  readonly stdout?: Writable;
  readonly stderr?: Writable;
  onResize(listener: (size: { columns: number; rows: number }) => void): void;
  /** Resolves when the client is gone. */
  readonly gone: Promise<void>;
  /** Tells how it ended, after all output, and hangs up. */
  end(how: SessionEnd): Promise<void>;
}

const spdyProtocols = ['v4.channel.k8s.io'];
const webSocketProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const maxResizeBytes = 1024;

/** How long a client may take to open the streams it asked for. */
const openMs = 30_000;

/** The Status that ends a command, as both protocols carry it. @upstream k8s.io/kubelet remotecommand */
function endStatus(how: SessionEnd): object {
  if ('error' in how)
    return {
      metadata: {},
      status: 'Failure',
      message: how.error,
      reason: 'InternalError',
      details: { causes: [{ message: how.error }] },
      code: 500,
    };
  if (how.exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${how.exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(how.exitCode) }] },
  };
}

function sizeOf(text: string): { columns: number; rows: number } | undefined {
  try {
    const { Width, Height } = JSON.parse(text) as { Width?: unknown; Height?: unknown };
    const [columns, rows] = [Number(Width), Number(Height)];
    return Number.isInteger(columns) && Number.isInteger(rows) && columns > 0 && rows > 0
      ? { columns, rows }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Resolves when everything written to it is handed on. */
function finished(stream: Writable | undefined): Promise<void> {
  if (stream === undefined || stream.destroyed || stream.writableFinished) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('finish', resolve).once('close', resolve);
    stream.end();
  });
}

async function overSpdy(request: ApiRequest, o: SessionOptions): Promise<CommandChannels> {
  const wanted = [
    'error',
    ...(o.stdin ? ['stdin'] : []),
    ...(o.stdout ? ['stdout'] : []),
    ...(o.stderr && !o.tty ? ['stderr'] : []),
  ];
  const open = new Map<string, SpdyStream>();
  const complete = Promise.withResolvers<void>();
  let resized: (size: { columns: number; rows: number }) => void = () => {};
  let lastSize: { columns: number; rows: number } | undefined;
  const session = new SpdySession(acceptSpdy(upgradeOf(request), spdyProtocols), (stream) => {
    const type = stream.headers.streamtype ?? '';
    open.set(type, stream);
    if (type === 'resize') {
      let rest = '';
      stream.on('data', (chunk: Buffer) => {
        rest += chunk;
        if (rest.length > maxResizeBytes) stream.destroy();
        const objects = rest.split(/(?<=\})\s*/);
        rest = objects.at(-1)?.endsWith('}') ? '' : (objects.pop() ?? '');
        for (const text of objects) {
          lastSize = sizeOf(text) ?? lastSize;
          if (lastSize !== undefined) resized(lastSize);
        }
      });
    }
    if (wanted.every((name) => open.has(name))) complete.resolve();
  });
  const late = setTimeout(() => complete.reject(new Error('the client opened too few streams')), openMs);
  void session.closed.then(() => complete.reject(new Error('the client hung up')));
  try {
    await complete.promise;
  } catch (error) {
    session.close();
    throw error;
  } finally {
    clearTimeout(late);
  }
  const [stdin, stdout, stderr] = [open.get('stdin'), open.get('stdout'), open.get('stderr')];
  return {
    ...(stdin && { stdin }),
    ...(stdout && { stdout }),
    ...(stderr && { stderr }),
    onResize(listener) {
      resized = listener;
      if (lastSize !== undefined) listener(lastSize);
    },
    gone: session.closed,
    async end(how) {
      await Promise.all([finished(stdout), finished(stderr)]);
      const error = open.get('error');
      error?.write(JSON.stringify(endStatus(how)));
      await finished(error);
      session.close();
    },
  };
}

/** The channels of `channel.k8s.io`: the first byte of each message. */
const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

async function overWebSocket(request: ApiRequest, o: SessionOptions): Promise<CommandChannels> {
  const socket = await acceptWebSocket(upgradeOf(request), webSocketProtocols);
  const gone = new Promise<void>((resolve) => socket.onClose(resolve));
  const send = (to: number, body: Buffer) => socket.send(Buffer.concat([Buffer.from([to]), body]));
  const output = (to: number) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => void send(to, chunk).then(() => done()),
    });
  const stdin = o.stdin ? new PassThrough() : undefined;
  let resized: (size: { columns: number; rows: number }) => void = () => {};
  let lastSize: { columns: number; rows: number } | undefined;
  stdin?.on('drain', () => socket.resume());
  socket.onMessage((message) => {
    const body = message.subarray(1);
    if (message[0] === channel.stdin && body.length > 0 && stdin?.writable) {
      if (!stdin.write(body)) socket.pause();
    } else if (message[0] === channel.close && body[0] === channel.stdin) stdin?.end();
    else if (message[0] === channel.resize && body.length <= maxResizeBytes) {
      lastSize = sizeOf(body.toString()) ?? lastSize;
      if (lastSize !== undefined) resized(lastSize);
    }
  });
  void gone.then(() => stdin?.end());
  const [stdout, stderr] = [
    o.stdout ? output(channel.stdout) : undefined,
    o.stderr && !o.tty ? output(channel.stderr) : undefined,
  ];
  return {
    ...(stdin && { stdin }),
    ...(stdout && { stdout }),
    ...(stderr && { stderr }),
    onResize(listener) {
      resized = listener;
      if (lastSize !== undefined) listener(lastSize);
    },
    gone,
    async end(how) {
      await Promise.all([finished(stdout), finished(stderr)]);
      await send(channel.error, Buffer.from(JSON.stringify(endStatus(how))));
      socket.close(1000);
    },
  };
}

/** Takes the client's connection over, in whichever of the two protocols it asks for. */
export function commandChannels(request: ApiRequest, o: SessionOptions): Promise<CommandChannels> {
  return askedProtocol(request) === 'websocket' ? overWebSocket(request, o) : overSpdy(request, o);
}
