// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issue, newAuthority } from '@kubevirt-ts/kube';
import { behaviours, type Review } from './hook-behaviours.ts';

/** A server of admission and conversion webhooks, on this machine, for both API servers. */
export interface Hooks {
  /** What the URLs of one player's webhooks begin with; the behaviour follows. */
  urlFor(player: string): string;
  /** The authority to trust it by, as `caBundle` has it. */
  readonly caBundle: string;
  /** What was asked of a player's webhooks so far, by URL, probes excepted. */
  received(player: string): { behaviour: string; review: Review }[];
  close(): Promise<void>;
}

const dayMs = 86_400_000;

/** Starts the server on a port of its own. */
export async function startHooks(): Promise<Hooks> {
  const now = new Date();
  const authority = await newAuthority({ commonName: 'differential', durationMs: dayMs, now });
  const certificate = await issue(authority, {
    commonName: 'differential',
    usages: 'server',
    ipAddresses: ['127.0.0.1'],
    durationMs: dayMs,
    now,
  });
  const asked: { player: string; behaviour: string; review: Review }[] = [];
  const server = createServer(
    { cert: certificate.certificatePem, key: certificate.keyPem },
    async (request, response) => {
      const [, player = '', behaviour = ''] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? [];
      let text = '';
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
      const review = JSON.parse(text) as Review;
      if (review.request.name?.startsWith('probe') !== true && review.kind === 'AdmissionReview') {
        asked.push({ player, behaviour, review });
      }
      const {
        status = 200,
        body,
        delayMs = 0,
      } = behaviours[behaviour]?.(review) ?? { status: 404, body: 'no such hook' };
      const answer = typeof body === 'string' ? body : JSON.stringify(body);
      const timer = setTimeout(
        () => response.writeHead(status, { 'content-type': 'application/json' }).end(answer),
        delayMs,
      );
      response.on('close', () => clearTimeout(timer));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    urlFor: (player) => `https://127.0.0.1:${port}/${player}`,
    caBundle: Buffer.from(authority.certificatePem).toString('base64'),
    received: (player) =>
      asked
        .filter((each) => each.player === player)
        .map(({ behaviour, review }) => ({ behaviour, review, order: orderOf(behaviour, review) }))
        .sort((one, other) => (one.order < other.order ? -1 : one.order > other.order ? 1 : 0)),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Webhooks that are asked at once are asked in any order. */
function orderOf(behaviour: string, { request }: Review): string {
  return `${behaviour} ${request.operation} ${request.object?.metadata?.generateName ?? request.name}`;
}
