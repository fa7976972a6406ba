// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type APIService, type Controller, controller, resources, source, wireTime } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { userHeaders } from '../proxy/forwarded-headers.ts';
import type { Extension } from './api-services.ts';
import type { ExtensionCall, ExtensionClient } from './extension-client.ts';
import type { ServiceResolver } from './service-resolver.ts';

/** What the Available condition of an APIService is to say. */
export interface Availability {
  status: 'True' | 'False';
  reason: string;
  message: string;
}

const recheckMs = 30_000;
const checkLimits = { timeoutMs: 5000, maxBytes: 4 * 1024 * 1024 };
const local: Availability = { status: 'True', reason: 'Local', message: 'Local APIServices are always available' };
const passed: Availability = { status: 'True', reason: 'Passed', message: 'all checks passed' };

/** What availability is found with. */
export interface AvailabilityOptions {
  resolver: ServiceResolver;
  client: ExtensionClient;
  /** Told what a reachable extension answered about its resources. */
  discovered: (extension: Extension, resourceList: string) => void;
  /** Told what a reachable extension answered about its schemas. */
  described: (extension: Extension, openapiIndex: string) => void;
  extensionOf: (object: APIService) => Extension | undefined;
}

/** Keeps the Available condition of APIServices; they are looked at when they, or what they need, change, and every 30 s. */
export function availabilityController(c: SoloContext, o: AvailabilityOptions): Controller {
  const services = c.cache(resources.apiServices);
  const byService = (namespace: string | undefined, name: string | undefined) =>
    services.list().flatMap(({ metadata, spec }) => {
      const isTheirs = spec?.service?.namespace === namespace && spec?.service?.name === name;
      return isTheirs && metadata?.name ? [metadata.name] : [];
    });
  return controller({
    name: 'apiservice-availability',
    workers: 4,
    logger: c.logger,
    signal: c.signal,
    backoff: { baseMs: 100, capMs: recheckMs },
    sources: [
      source(services),
      source(c.cache(resources.services), ({ metadata }) => byService(metadata?.namespace, metadata?.name)),
      source(c.cache(resources.endpoints), ({ metadata }) => byService(metadata?.namespace, metadata?.name)),
    ],
    async reconcile(key) {
      const object = services.get(key);
      if (!object) return;
      const extension = o.extensionOf(object);
      const found = extension ? await check(extension, o) : local;
      if (!isSaid(object, found)) {
        const next: APIService = structuredClone(object);
        next.status = { ...next.status, conditions: conditions(object, found, c.now()) };
        await c.client.update(resources.apiServices, next, { subresource: 'status' });
      }
      if (!extension) return;
      // What fails is looked at again soon: whoever installs an extension waits for it.
      return { afterMs: found.status === 'True' ? recheckMs : 1000 };
    },
  });
}

/** Whether an extension can be reached and answers for its version, or why not. */
export async function check(extension: Extension, o: Omit<AvailabilityOptions, 'extensionOf'>): Promise<Availability> {
  const { namespace, name, port } = extension.service;
  const at = o.resolver.explain(namespace, name, port);
  if ('reason' in at) return { status: 'False', ...at };
  const path = `/apis/${extension.group}/${extension.version}`;
  const url = `https://${at.host}:${at.port}${path}`;
  const failed = (why: string): Availability => ({
    status: 'False',
    reason: 'FailedDiscoveryCheck',
    message: `failing or missing response from ${url}: ${why}`,
  });
  const headers = {
    accept: 'application/json',
    ...userHeaders({ name: 'system:kube-aggregator', groups: ['system:masters'] }),
  };
  try {
    const answer = await o.client.get({ extension, at, path, headers }, checkLimits);
    if (answer.code < 200 || answer.code >= 300) return failed(`bad status from ${url}: ${answer.code}`);
    o.discovered(extension, answer.text);
    await describe({ extension, at, headers }, o);
    return passed;
  } catch (error) {
    return failed(`Get "${url}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Schemas are for people's comfort: an extension without them is available all the same. */
async function describe(
  call: Pick<ExtensionCall, 'extension' | 'at' | 'headers'>,
  o: Pick<AvailabilityOptions, 'client' | 'described'>,
): Promise<void> {
  const answer = await o.client.get({ ...call, path: '/openapi/v3' }, checkLimits).catch(() => undefined);
  if (answer?.code === 200) o.described(call.extension, answer.text);
}

function isSaid(object: APIService, { status, reason, message }: Availability): boolean {
  const said = object.status?.conditions?.find(({ type }) => type === 'Available');
  return said?.status === status && said.reason === reason && said.message === message;
}

function conditions(
  object: APIService,
  found: Availability,
  now: Date,
): NonNullable<APIService['status']>['conditions'] {
  const old = object.status?.conditions ?? [];
  const said = old.find(({ type }) => type === 'Available');
  const lastTransitionTime = said?.status === found.status ? said.lastTransitionTime : wireTime(now);
  return [...old.filter((one) => one !== said), { type: 'Available', ...found, lastTransitionTime }];
}
