// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { stringify } from 'yaml';
import type { Answer, ApiCaller, Following } from './api-caller.ts';
import type { Case, Step } from './case-file.ts';

/** What one server answered to a case: one entry per step, then one per watch. */
export interface Played {
  entries: { what: string; silent: boolean; answer: unknown }[];
}

const contentTypes: Record<string, string> = {
  json: 'application/json',
  yaml: 'application/yaml',
  'json-patch': 'application/json-patch+json',
  'merge-patch': 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

const untilMs = 20_000;
const againMs = 100;

/** What `$name` stands for in steps. */
type Names = Readonly<Record<string, string>>;

function filledIn(text: string, names: Names, saved: ReadonlyMap<string, unknown>): string {
  return text
    .replace(/\$([a-z]+)\b/g, (whole, name: string) => names[name] ?? whole)
    .replace(/\$([a-z][A-Za-z0-9]*)((?:\.[A-Za-z0-9_-]+)+)/g, (whole, name: string, path: string) => {
      if (!saved.has(name)) return whole;
      let value: unknown = saved.get(name);
      for (const part of path.slice(1).split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
      return String(value);
    });
}

/** What there is when a watch begins is told in any order. */
function byName(events: Following['events']): Following['events'] {
  const name = ({ object }: Following['events'][number]) => (object as { metadata: { name: string } }).metadata.name;
  return [...events].sort((one, other) => (name(one) < name(other) ? -1 : name(one) > name(other) ? 1 : 0));
}

async function preferredVersion(api: ApiCaller, group: string): Promise<string> {
  const { body } = await api.send('GET', `/apis/${group}`, { headers: { accept: 'application/json' } });
  return (body as { preferredVersion: { groupVersion: string } }).preferredVersion.groupVersion;
}

function isAwaited({ until, untilText }: Step, answer: Answer): boolean {
  if (until !== undefined && answer.status !== until) return false;
  return untilText === undefined || JSON.stringify(answer.body).includes(untilText);
}

/** Where a case is played. */
export interface Stage {
  api: ApiCaller;
  namespace: string;
  /** Where `$hook` and `$ca` lead. */
  hook: string;
  caBundle: string;
}

/** Plays a case against a server in a namespace that is made for it and, at the end, deleted. */
export async function play({ api, namespace, hook, caBundle }: Stage, { name, steps, after }: Case): Promise<Played> {
  const names = {
    ns: namespace,
    hook,
    ca: caBundle,
    policy: await preferredVersion(api, 'policy'),
    discovery: await preferredVersion(api, 'discovery.k8s.io'),
  };
  const saved = new Map<string, unknown>();
  const watches: { what: string; following: Following; events: number }[] = [];
  const entries: Played['entries'] = [];
  const send = (step: Step): Promise<Answer> => {
    const [method = '', path = ''] = step.do.split(' ', 2);
    const json = typeof step.body === 'string' ? step.body : JSON.stringify(step.body);
    const body = step.text ?? (step.body === undefined ? undefined : step.as === 'yaml' ? stringify(step.body) : json);
    const headers: Record<string, string> = { accept: step.accept ?? 'application/json', ...step.headers };
    if (body !== undefined) headers['content-type'] = contentTypes[step.as ?? 'json'] ?? step.as ?? '';
    return api.send(method, encodeURI(filledIn(path, names, saved)), {
      headers,
      ...(body !== undefined && { body: filledIn(body, names, saved) }),
    });
  };
  const take = async (step: Step) => {
    const what = step.do;
    if (what.startsWith('WATCH ')) {
      const following = await api.follow(encodeURI(filledIn(what.slice(6), names, saved)));
      watches.push({ what, following, events: step.events ?? 0 });
      return;
    }
    let answer = await send(step);
    const deadline = Date.now() + untilMs;
    while (!isAwaited(step, answer) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, againMs));
      answer = await send(step);
    }
    if (step.save !== undefined) saved.set(step.save, answer.body);
    entries.push({ what, silent: step.silent === true, answer });
  };

  await api.send('POST', '/api/v1/namespaces', {
    body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
    headers: { 'content-type': 'application/json' },
  });
  // The first pod may be made when the default service account, and up to 1.23 its token, are there.
  const pod = { metadata: { name: 'x' }, spec: { containers: [{ name: 'x', image: 'x' }] } };
  await take({ do: `POST /api/v1/namespaces/${namespace}/pods?dryRun=All`, body: pod, until: 201, silent: true });
  try {
    for (const step of steps) await take(step);
    for (const { what, following, events: awaited } of watches) {
      await following.enough(awaited);
      const events = /resourceVersion=[^0]/.test(what) ? following.events : byName(following.events);
      entries.push({ what, silent: false, answer: { events } });
    }
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  } finally {
    for (const { following } of watches) following.end();
    for (const step of after) await send(step);
    await api.send('DELETE', `/api/v1/namespaces/${namespace}`, { headers: {} });
  }
  return { entries: entries.filter((entry) => !entry.silent) };
}
