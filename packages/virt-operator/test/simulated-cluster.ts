// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import { apiVersion } from '@kubevirt-ts/api';
import {
  type APIService,
  type CustomResourceDefinition,
  type DaemonSet,
  type Deployment,
  type KubeObject,
  type Pod,
  type PodTemplateSpec,
  type Resource,
  resource,
  resources,
} from '@kubevirt-ts/kube';
import type { MemoryClient } from '@kubevirt-ts/testkit';

type Workload = (Deployment | DaemonSet) & { metadata: { name: string; namespace: string } };

const condition = (type: string, status: string, reason = 'Test') => ({ type, status, reason, message: '' });

/** What of a cluster, besides its API server, an installation needs: controllers and kubelets, a small step at every tick. */
export class SimulatedCluster {
  readonly #client: MemoryClient;
  readonly #nodes: readonly string[];
  #serial = 0;
  #writesSeen = -1;
  /** Pods of these images never become ready. */
  readonly broken = new Set<string>();

  constructor(client: MemoryClient, nodes: readonly string[]) {
    this.#client = client;
    this.#nodes = nodes;
  }

  /** Lets every controller take one step. */
  tick(): void {
    // Definitions are large, and only somebody's write gives their controller something to do.
    if (this.#client.writes.length !== this.#writesSeen) {
      this.#writesSeen = this.#client.writes.length;
      for (const definition of this.#client.all(resources.customResourceDefinitions)) this.#serve(definition);
    }
    for (const deployment of this.#client.all(resources.deployments)) this.#roll(deployment as Workload);
    for (const daemonSet of this.#client.all(resources.daemonSets)) this.#roll(daemonSet as Workload);
    for (const pod of this.#pods()) this.#keep(pod);
    for (const service of this.#client.all(resources.apiServices)) this.#reach(service);
  }

  #put<T extends KubeObject>(object: T): void {
    this.#client.put(object);
  }

  #setStatus<T extends KubeObject & { status?: unknown }>(object: T, status: T['status']): void {
    if (!isDeepStrictEqual(object.status, status)) this.#put({ ...object, status });
  }

  #serve(definition: CustomResourceDefinition): void {
    const { kind, plural } = definition.spec.names;
    const instances = resource(apiVersion, kind, plural, true);
    const terms: CustomResourceDefinition['status'] = {
      conditions: [condition('Established', 'True')],
    } as CustomResourceDefinition['status'];
    if (definition.metadata?.deletionTimestamp) {
      this.#deleteAll(instances);
      const isEmpty = this.#client.all(instances).length === 0;
      terms?.conditions?.push(
        isEmpty
          ? condition('Terminating', 'False', 'InstanceDeletionCompleted')
          : condition('Terminating', 'True', 'InstanceDeletionInProgress'),
      );
    }
    this.#setStatus(definition, terms);
  }

  #deleteAll(instances: Resource<KubeObject>): void {
    for (const { metadata } of this.#client.all(instances)) {
      if (!metadata?.deletionTimestamp)
        void this.#client.delete(instances, { namespace: metadata?.namespace, name: metadata?.name ?? '' });
    }
  }

  #pods(): Pod[] {
    return this.#client.all(resources.pods);
  }

  #podsOf(workload: Workload): Pod[] {
    return this.#pods().filter(
      ({ metadata }) => metadata?.labels?.owner === `${workload.kind}-${workload.metadata.name}`,
    );
  }

  #start(workload: Workload, template: PodTemplateSpec, node: string): void {
    this.#put<Pod>({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...template.metadata,
        name: `${workload.metadata.name}-${++this.#serial}`,
        namespace: workload.metadata.namespace,
        labels: { ...template.metadata?.labels, owner: `${workload.kind}-${workload.metadata.name}` },
        annotations: { ...template.metadata?.annotations, template: JSON.stringify(template) },
      },
      spec: { ...template.spec, nodeName: node, containers: template.spec?.containers ?? [] },
      status: { phase: 'Pending' },
    });
  }

  #keep(pod: Pod): void {
    const isBroken = this.broken.has(pod.spec?.containers[0]?.image ?? '');
    if (pod.status?.phase === 'Pending' && !isBroken) {
      this.#put<Pod>({ ...pod, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } });
    }
    const owner = pod.metadata?.labels?.owner ?? '';
    const workloads = [...this.#client.all(resources.deployments), ...this.#client.all(resources.daemonSets)];
    if (!workloads.some(({ kind, metadata }) => owner === `${kind}-${metadata?.name}`)) this.#end(pod);
  }

  #end(pod: Pod): void {
    void this.#client.delete(resources.pods, { namespace: pod.metadata?.namespace, name: pod.metadata?.name ?? '' });
  }

  #roll(workload: Workload): void {
    const template = workload.spec?.template as PodTemplateSpec;
    const text = JSON.stringify(template);
    const pods = this.#podsOf(workload);
    const fresh = pods.filter(({ metadata }) => metadata?.annotations?.template === text);
    const stale = pods.filter((pod) => !fresh.includes(pod));
    const ready = pods.filter(({ status }) => status?.phase === 'Running');
    const freshReady = fresh.filter((pod) => ready.includes(pod));
    const observedGeneration = workload.metadata?.generation;
    if (workload.kind === 'DaemonSet') {
      const bare = this.#nodes.filter((node) => !pods.some((pod) => pod.spec?.nodeName === node));
      const [old] = stale;
      if (bare.length > 0) for (const node of bare) this.#start(workload, template, node);
      else if (old && fresh.length === freshReady.length) this.#end(old);
      this.#setStatus(workload, {
        observedGeneration,
        desiredNumberScheduled: this.#nodes.length,
        currentNumberScheduled: pods.length,
        numberMisscheduled: 0,
        numberReady: ready.length,
        updatedNumberScheduled: fresh.length,
      } as DaemonSet['status']);
      return;
    }
    const replicas = (workload as Deployment).spec?.replicas ?? 1;
    if (fresh.length < replicas && pods.length <= replicas)
      this.#start(workload, template, this.#nodes[fresh.length % this.#nodes.length] ?? '');
    const [surplus] = stale.length > 0 ? stale : fresh.slice(replicas);
    if (surplus && ready.length > replicas) this.#end(surplus);
    this.#setStatus(workload, {
      observedGeneration,
      replicas: pods.length,
      updatedReplicas: fresh.length,
      readyReplicas: ready.length,
      availableReplicas: ready.length,
    } as Deployment['status']);
  }

  #reach(service: APIService): void {
    const isServed = this.#pods().some(
      ({ metadata, status }) => metadata?.labels?.['kubevirt.io'] === 'virt-api' && status?.phase === 'Running',
    );
    this.#setStatus(service, {
      conditions: [condition('Available', isServed ? 'True' : 'False')],
    } as APIService['status']);
  }
}
