// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Container, delay } from '@kubevirt-ts/kube';
import { probeHttp } from '../probes/http.ts';
import { type ProbeTarget, portNumber } from '../probes/run-probe.ts';

/** What is done after a container's start, or before its end. */
export type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

/** Does what a hook says; undefined when that went well, else why not. It ends early when the signal aborts. */
export async function runHook(
  hook: Hook,
  target: ProbeTarget,
  o: { timeoutMs: number; signal: AbortSignal },
): Promise<string | undefined> {
  const { exec, httpGet, sleep } = hook;
  const ended = new Promise<undefined>((resolve) => {
    if (o.signal.aborted) resolve(undefined);
    else o.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  if (sleep) {
    await delay(Math.min(sleep.seconds * 1000, o.timeoutMs), o.signal);
    return undefined;
  }
  if (exec) {
    const run = async () => {
      const { exitCode, output, timedOut } = await target.run(exec.command ?? [], o.timeoutMs);
      if (timedOut) return `command "${exec.command?.join(' ')}" timed out`;
      return exitCode === 0 ? undefined : `command "${exec.command?.join(' ')}" exited with ${exitCode}: ${output}`;
    };
    return Promise.race([run().catch((error: Error) => error.message), ended]);
  }
  if (httpGet) {
    const port = portNumber(httpGet.port, target.container) ?? (httpGet.scheme === 'HTTPS' ? 443 : 80);
    const request = {
      scheme: httpGet.scheme === 'HTTPS' ? ('HTTPS' as const) : ('HTTP' as const),
      host: httpGet.host || target.podIp,
      port,
      path: httpGet.path ?? '/',
      headers: httpGet.httpHeaders ?? [],
    };
    const answer = await Promise.race([probeHttp(request, o.timeoutMs), ended]);
    // Any answer will do: only that none came is a failure.
    if (!answer || 'error' in answer || answer.ok || answer.message.startsWith('HTTP probe')) return undefined;
    return answer.message;
  }
  return undefined;
}
