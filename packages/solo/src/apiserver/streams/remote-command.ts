// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Readable, Writable } from 'node:stream';
import type { Pod } from '@kubevirt-ts/kube';
import type { NodeApi, Session, SessionOptions } from '../../kubelet/node-api.ts';
import { badRequest } from '../errors.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import { commandChannels } from './command-channels.ts';
import { upgradeOf } from './upgrades.ts';

const isTrue = (value: string | null) => value === 'true' || value === '1';

/** The container a request means: the one it names, the pod's only one, or the one that the pod's annotation makes the default. @throws ApiError when it is none of them */
export function containerOf(pod: Pod, asked: string | null): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const names = [...containers, ...initContainers, ...ephemeralContainers].map(({ name }) => name);
  const podName = pod.metadata?.name ?? '';
  if (asked) {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${podName}`);
  }
  const [only] = containers;
  if (containers.length === 1 && only !== undefined) return only.name;
  const marked = pod.metadata?.annotations?.['kubectl.kubernetes.io/default-container'];
  if (marked !== undefined && names.includes(marked)) return marked;
  const listed = (all: readonly { name: string }[]) => `[${all.map(({ name }) => name).join(' ')}]`;
  const init = initContainers.length > 0 ? ` or one of the init containers: ${listed(initContainers)}` : '';
  throw badRequest(
    `a container name must be specified for pod ${podName}, choose one of: ${listed(containers)}${init}`,
  );
}

function optionsOf({ query }: ApiRequest, pod: Pod): SessionOptions {
  const options = {
    container: containerOf(pod, query.get('container')),
    stdin: isTrue(query.get('stdin')),
    stdout: isTrue(query.get('stdout')),
    stderr: isTrue(query.get('stderr')),
    tty: isTrue(query.get('tty')),
  };
  if (!options.stdin && !options.stdout && !options.stderr)
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  return options;
}

/** Resolves when all that comes out of `from` is written; a reader that is gone ends it too. */
function copied(from: Readable | undefined, to: Writable | undefined): Promise<void> {
  if (from === undefined) return Promise.resolve();
  if (to === undefined) {
    from.resume();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    from
      .once('end', resolve)
      .once('error', () => resolve())
      .once('close', resolve);
    to.once('close', resolve).once('error', () => resolve());
    from.pipe(to, { end: false });
  });
}

async function connect(request: ApiRequest, options: SessionOptions, session: Session): Promise<void> {
  const channels = await commandChannels(request, options).catch((error: unknown) => {
    session.kill();
    throw error;
  });
  channels.onResize((size) => session.resize(size));
  if (channels.stdin && session.stdin) {
    session.stdin.on('error', () => {});
    channels.stdin.pipe(session.stdin);
  }
  void channels.gone.then(() => session.kill());
  const output = Promise.all([copied(session.stdout, channels.stdout), copied(session.stderr, channels.stderr)]);
  const how = await session.ended;
  await output;
  await channels.end(how);
}

/** Runs a command in a container, or attaches to the container's own, and joins it with the client. */
export async function remoteCommand(
  request: ApiRequest,
  pod: Pod,
  o: { node: NodeApi; verb: 'exec' | 'attach' },
): Promise<ApiResponse> {
  const options = optionsOf(request, pod);
  const command = request.query.getAll('command');
  if (o.verb === 'exec' && command.length === 0) throw badRequest('you must specify a command');
  const { socket } = upgradeOf(request);
  const session = await (o.verb === 'exec' ? o.node.exec(pod, command, options) : o.node.attach(pod, options));
  void connect(request, options, session).catch(() => socket.destroy());
  return { taken: true };
}
