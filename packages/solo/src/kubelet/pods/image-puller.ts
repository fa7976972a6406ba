// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Backoff, backoffMs } from '@kubevirt-ts/kube';
import type { Image, Images, RegistryCredential } from '../runtime/runtime.ts';
import { goDuration } from './back-off.ts';
import type { Problem } from './view.ts';

/** An image that a pod needs. */
interface ImageNeed {
  podUid: string;
  reference: string;
  policy: 'Always' | 'IfNotPresent' | 'Never';
  credentials: () => Promise<RegistryCredential[]>;
  signal: AbortSignal;
  /** Tells people about it. */
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
}

/** Brings images to the node, and holds back what failed lately. */
export interface ImagePuller {
  /** The image, or why it is not there and when to try again. */
  ensure(need: ImageNeed): Promise<Image | (Problem & { retryAt: Date })>;
  forget(podUid: string): void;
}

const pullBackOff: Backoff = { baseMs: 10_000, capMs: 300_000 };
// An error is seen as itself for a while, then as what is waited for.
const errorShownMs = 5000;

/** A puller over the runtime's images. @upstream image manager: ErrImagePull, then ImagePullBackOff, doubling */
export function imagePuller(images: Images, now: () => Date): ImagePuller {
  const failures = new Map<string, { attempts: number; until: Date; message: string }>();
  const pulls = new Map<string, ReturnType<Images['pull']>>();

  const pull = async (need: ImageNeed) => {
    const credentials = await need.credentials();
    // Whoever has no secrets of his own may share a pull.
    const shared = credentials.length === 0 ? pulls.get(need.reference) : undefined;
    const running =
      shared ?? images.pull(need.reference, credentials, credentials.length === 0 ? undefined : need.signal);
    if (credentials.length === 0 && !shared) {
      pulls.set(need.reference, running);
      const forget = () => pulls.delete(need.reference);
      running.then(forget, forget);
    }
    return Promise.race([running, aborted(need.signal)]);
  };

  return {
    async ensure(need) {
      const { reference, policy, podUid } = need;
      const later = (ms: number) => new Date(now().getTime() + ms);
      const present = await images.find(reference);
      if (present && policy !== 'Always') {
        need.event('Normal', 'Pulled', `Container image "${reference}" already present on machine`);
        return present;
      }
      if (policy === 'Never') {
        const message = `Container image "${reference}" is not present with pull policy of Never`;
        need.event('Warning', 'ErrImageNeverPull', message);
        return { reason: 'ErrImageNeverPull', message, retryAt: later(pullBackOff.baseMs) };
      }
      const key = `${podUid} ${reference}`;
      const failed = failures.get(key);
      if (failed && now() < failed.until) {
        const message = `Back-off pulling image "${reference}"`;
        need.event('Normal', 'BackOff', message);
        return {
          reason: 'ImagePullBackOff',
          message: `${message}: ErrImagePull: ${failed.message}`,
          retryAt: failed.until,
        };
      }
      need.event('Normal', 'Pulling', `Pulling image "${reference}"`);
      const startedAt = now().getTime();
      const answer = await pull(need);
      if (!('reason' in answer)) {
        failures.delete(key);
        const took = goDuration(now().getTime() - startedAt);
        need.event(
          'Normal',
          'Pulled',
          `Successfully pulled image "${reference}" in ${took} (${took} including waiting). Image size: ${answer.sizeBytes} bytes.`,
        );
        return answer;
      }
      if (answer.reason === 'InvalidImageName') {
        need.event('Warning', 'InspectFailed', answer.message);
        return { ...answer, retryAt: later(pullBackOff.baseMs) };
      }
      const attempts = failed?.attempts ?? 0;
      const until = later(backoffMs(pullBackOff, attempts));
      failures.set(key, { attempts: attempts + 1, until, message: answer.message });
      need.event('Warning', 'Failed', `Failed to pull image "${reference}": ${answer.message}`);
      return { ...answer, retryAt: later(errorShownMs) };
    },
    forget(podUid) {
      for (const key of failures.keys()) if (key.startsWith(`${podUid} `)) failures.delete(key);
    },
  };
}

function aborted(signal: AbortSignal): Promise<Problem> {
  const problem = { reason: 'ErrImagePull', message: 'the pod is being deleted' };
  if (signal.aborted) return Promise.resolve(problem);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(problem), { once: true }));
}
