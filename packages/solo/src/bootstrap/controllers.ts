// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { delay } from '@kubevirt-ts/kube';
import { extensionOf } from '../apiserver/aggregation/api-services.ts';
import { autoRegisterController } from '../apiserver/aggregation/auto-register.ts';
import { availabilityController } from '../apiserver/aggregation/availability.ts';
import { crdController } from '../apiserver/crd/controller/index.ts';
import { eventExpiry } from '../apiserver/rest/event-expiry.ts';
import type { SoloContext } from '../context.ts';
import { startControllers } from '../controllers/index.ts';
import { serviceAccountTokenController } from '../controllers/service-account-token/index.ts';
import { startScheduler } from '../scheduler/index.ts';
import type { Store } from '../store/store.ts';
import type { ApiServer } from './api-server.ts';

/** Something that runs until its context ends. */
export interface Running {
  readonly name: string;
  readonly stopped: Promise<void>;
}

/** Starts what keeps APIs served: definitions, and the availability of extensions; and removes what is kept only for a while. */
export function startApiControllers(c: SoloContext, api: ApiServer, store: Store): Running[] {
  return [
    crdController(as(c, 'system:apiserver'), { store }),
    autoRegisterController(as(c, 'system:apiserver'), api.kinds),
    availabilityController(as(c, 'system:apiserver'), {
      resolver: api.resolver,
      client: api.extensionClient,
      discovered: api.extensionDiscovery.discovered,
      described: api.extensionDiscovery.described,
      extensionOf,
    }),
    eventExpiry({ store, now: c.now, logger: c.logger, signal: c.signal, delay }),
  ];
}

/** Starts the controllers and the scheduler. */
export function startWorkloads(
  c: SoloContext,
  o: { api: ApiServer; store: Store; caPem: string; volumesDirectory: string },
): Running[] {
  const { caPem, store, volumesDirectory } = o;
  const { kinds, tokens } = o.api;
  return [
    ...startControllers({ ...c, kinds, store, caPem, volumesDirectory }),
    serviceAccountTokenController({ ...as(c, 'system:kube-controller-manager'), tokens, caPem }),
    startScheduler(as(c, 'default-scheduler')),
  ];
}

function as(c: SoloContext, component: string): SoloContext {
  return c.as?.(component) ?? c;
}
