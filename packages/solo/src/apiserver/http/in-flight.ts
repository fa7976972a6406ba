// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { refusal } from '../errors.ts';
import type { RequestInfo, User } from '../request.ts';

const longSubresources: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/** Whether a request takes as long as its client likes. */
export function isLongRunning(info: RequestInfo): boolean {
  return info.verb === 'watch' || (info.isResource && longSubresources.has(info.subresource));
}

/** Bounds how many requests are answered at once; those that take as long as they like, and administrators', are not counted. */
export class InFlight {
  readonly #max: number;
  #now = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes a place, and gives what leaves it again. @throws ApiError 429 when there is none */
  enter(info: RequestInfo, user: User): () => void {
    if (isLongRunning(info) || user.groups.includes('system:masters')) return () => undefined;
    if (this.#now >= this.#max) {
      throw refusal(429, 'TooManyRequests', 'Too many requests, please try again later.', {
        details: {},
        retryAfterSeconds: 1,
      });
    }
    this.#now += 1;
    let left = false;
    return () => {
      if (!left) this.#now -= 1;
      left = true;
    };
  }
}
