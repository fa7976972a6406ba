// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type KubeObject, keyOf, type Pod, resources, splitKey, wireTime } from '@kubevirt-ts/kube';
import { quiet } from '@kubevirt-ts/testkit';
import { bindingConnector } from '../src/apiserver/connectors/binding.ts';
import { evictionConnector } from '../src/apiserver/connectors/eviction.ts';
import { builtinKinds, builtinSchemas } from '../src/apiserver/kinds/builtins.ts';
import { kindRegistry } from '../src/apiserver/kinds/registry.ts';
import { typeMismatch } from '../src/apiserver/kinds/schemas/mismatch.ts';
import { dropUnknownFields } from '../src/apiserver/kinds/schemas/unknown-fields.ts';
import { storedWorld } from '../src/apiserver/kinds/world.ts';
import { loopback } from '../src/apiserver/loopback.ts';
import { patches } from '../src/apiserver/patch/index.ts';
import type { Handler } from '../src/apiserver/request.ts';
import { createRest } from '../src/apiserver/rest/rest.ts';
import { componentUser, contexts } from '../src/bootstrap/context.ts';
import { startControllers } from '../src/controllers/index.ts';
import { startScheduler } from '../src/scheduler/index.ts';
import { openStore } from '../src/store/open-store.ts';

/** What a pod of a fake node does: runs, or ends one way or the other, as its image's name says. */
const endings: Record<string, string> = { succeed: 'Succeeded', fail: 'Failed' };

/** The real API server, controllers and scheduler over a store in a temporary file, with nodes whose pods only say that they run. */
export class ClusterWorld implements AsyncDisposable {
  readonly client: Client;
  readonly #directory = mkdtempSync(join(tmpdir(), 'solo-cluster-'));
  readonly #stop = new AbortController();
  readonly #ended: () => Promise<void>;
  readonly #seen = new Set<string>();
  #addresses = 1;

  private constructor() {
    const now = () => new Date();
    const store = openStore(join(this.#directory, 'state.db'), { now });
    let handler: Handler;
    const client = loopback((request) => handler(request), componentUser('system:apiserver'));
    const connectors = {
      '/pods': { binding: bindingConnector({ store, now }), eviction: evictionConnector({ client, now }) },
    };
    const world = storedWorld({ store, now });
    const kinds = kindRegistry(builtinKinds({ schemas: builtinSchemas(), world, connectors }));
    handler = createRest({
      kinds,
      store,
      now,
      patches,
      schemas: {
        mismatch: (kind, object) => typeMismatch(kind.schema, object),
        prune: (kind, object) => dropUnknownFields(kind.schema, object),
      },
      admission: { mutate: async (_, object) => object, validate: async () => undefined },
    });
    this.client = client;
    const made = contexts({
      client: (user, agent) => loopback(handler, user, agent),
      logger: quiet(),
      now,
      signal: this.#stop.signal,
    });
    const c = made.context;
    const volumesDirectory = join(this.#directory, 'volumes');
    const running = [...startControllers({ ...c, kinds, store, caPem: 'ca', volumesDirectory }), startScheduler(c)];
    c.cache(resources.pods).onChange(({ type, object }) => {
      if (type !== 'DELETED' && object.spec?.nodeName) void this.#actOn(object).catch(() => undefined);
    });
    this.#ended = async () => {
      await Promise.all(running.map(({ stopped }) => stopped));
      await made.flush();
      store.close();
    };
  }

  /** A cluster with these nodes, of two CPUs each. */
  static async start(...nodes: string[]): Promise<ClusterWorld> {
    const world = new ClusterWorld();
    for (const name of ['default', 'kube-node-lease']) {
      await world.client.create(resources.namespaces, { metadata: { name } });
    }
    const amounts = { cpu: '2', memory: '4Gi', pods: '20', 'example.com/device': '1' };
    for (const name of nodes) {
      await world.client.create(resources.nodes, { metadata: { name, labels: { 'kubernetes.io/hostname': name } } });
      const status = {
        capacity: amounts,
        allocatable: amounts,
        conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: wireTime(new Date()) }],
      };
      const options = { subresource: 'status' };
      await world.client.patch(resources.nodes, { name }, { type: 'merge', body: { status } }, options);
    }
    return world;
  }

  /** Creates objects of the kinds that tests use, in `default`. */
  async apply(...objects: KubeObject[]): Promise<void> {
    for (const object of objects) {
      const resource = Object.values(resources).find(({ kind }) => kind === object.kind);
      if (!resource) throw new Error(`no resource for ${object.kind}`);
      const metadata = { namespace: resource.namespaced ? 'default' : undefined, ...object.metadata };
      await this.client.create(resource as never, { ...object, metadata });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#ended();
    rmSync(this.#directory, { recursive: true });
  }

  async #actOn(pod: Pod): Promise<void> {
    const uid = pod.metadata?.uid ?? '';
    const ref = splitKey(keyOf(pod));
    if (pod.metadata?.deletionTimestamp) {
      await this.client.delete(resources.pods, ref, { gracePeriodSeconds: 0, preconditions: { uid } });
      return;
    }
    if (this.#seen.has(uid)) return;
    this.#seen.add(uid);
    const ending = endings[pod.spec?.containers[0]?.image ?? ''];
    await this.#write(pod, 'Running');
    if (ending) await this.#write(pod, ending);
  }

  async #write(pod: Pod, phase: string): Promise<void> {
    const ip = `10.42.0.${this.#addresses++}`;
    const ready = {
      type: 'Ready',
      status: phase === 'Running' ? 'True' : 'False',
      lastTransitionTime: wireTime(new Date()),
    };
    const others = pod.status?.conditions?.filter(({ type }) => type !== 'Ready') ?? [];
    const status = { phase, podIP: ip, podIPs: [{ ip }], conditions: [...others, ready] };
    const body = { metadata: { uid: pod.metadata?.uid }, status };
    await this.client.patch(resources.pods, splitKey(keyOf(pod)), { type: 'merge', body }, { subresource: 'status' });
  }
}
