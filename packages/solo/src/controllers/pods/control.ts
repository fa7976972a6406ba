// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { ApiError, type Client, type KubeObject, keyOf, type Pod, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { Expectations } from '../expectations.ts';

/** What came of creating or deleting several pods. */
export interface Outcome {
  /** The first failure; the rest was given up. */
  error?: Error;
  done: number;
}

/** How an owner makes and removes its pods: with events on it, and expected until the cache shows it. */
export class PodControl {
  readonly #c: SoloContext;
  readonly #client: Client;
  readonly #expectations: Expectations;

  constructor(c: SoloContext, expectations: Expectations) {
    this.#c = c;
    this.#client = c.client;
    this.#expectations = expectations;
  }

  /**
   * Creates pods in batches of 1, 2, 4, …, so that what refuses one is not asked for all of them.
   * A namespace that is being deleted is no failure: its owner is about to go as well.
   */
  async create(owner: KubeObject, pods: readonly Pod[]): Promise<Outcome> {
    const uid = owner.metadata?.uid ?? '';
    this.#expectations.expectCreations(uid, pods.length);
    let done = 0;
    let error: Error | undefined;
    for (let size = 1; done < pods.length && !error; size *= 2) {
      const batch = pods.slice(done, done + size);
      const results = await Promise.allSettled(batch.map((pod) => this.#createOne(owner, pod)));
      for (const result of results) {
        if (result.status === 'fulfilled') done += 1;
        else error ??= result.reason as Error;
      }
    }
    this.#expectations.created(uid, pods.length - done);
    return { done, error: error && isNamespaceGoing(error) ? undefined : error };
  }

  /** Deletes pods, all at once; one that is gone already counts as deleted. */
  async delete(owner: KubeObject, pods: readonly Pod[]): Promise<Outcome> {
    const uid = owner.metadata?.uid ?? '';
    this.#expectations.expectDeletions(
      uid,
      pods.map((pod) => pod.metadata?.uid ?? ''),
    );
    const results = await Promise.allSettled(pods.map((pod) => this.#deleteOne(owner, pod)));
    const failed = results.find((result) => result.status === 'rejected');
    return { done: results.filter(({ status }) => status === 'fulfilled').length, error: failed?.reason };
  }

  async #createOne(owner: KubeObject, pod: Pod): Promise<void> {
    try {
      const created = await this.#client.create(resources.pods, pod);
      this.#c.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata?.name}`);
    } catch (error) {
      if (error instanceof ApiError && !isNamespaceGoing(error)) {
        this.#c.event(owner, 'Warning', 'FailedCreate', `Error creating: ${errorText(error)}`);
      }
      throw error;
    }
  }

  async #deleteOne(owner: KubeObject, pod: Pod): Promise<void> {
    const { namespace, name = '', uid } = pod.metadata ?? {};
    try {
      await this.#client.delete(resources.pods, { namespace, name }, { preconditions: { uid } });
      this.#c.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
      // One that the cache has let go of already will not be seen to go.
      const isKnown = this.#c.cache(resources.pods).get(keyOf(pod))?.metadata?.uid === uid;
      if (!isKnown) this.#expectations.deleted(owner.metadata?.uid ?? '', uid ?? '');
    } catch (error) {
      this.#expectations.deleted(owner.metadata?.uid ?? '', uid ?? '');
      // The name is another's by now: this pod is gone.
      if (error instanceof ApiError && error.code === 409) return;
      this.#c.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${errorText(error)}`);
      throw error;
    }
  }
}

/** What an error says to people: of a refusal, the server's own words. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError) return error.status.message ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

/** Whether a creation was refused because its namespace is being deleted. */
export function isNamespaceGoing(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true
  );
}
