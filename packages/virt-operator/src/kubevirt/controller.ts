// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { finalizers, type KubeVirt } from '@kubevirt-ts/api';
import {
  type Cache,
  isConflict,
  type KubeObject,
  keyOf,
  type Logger,
  type Recorder,
  splitKey,
} from '@kubevirt-ts/kube';
import type { Outcome } from '@kubevirt-ts/rules/rollout';
import type { Decision } from '../rollout/decide.ts';
import type { Sources } from '../rollout/gather.ts';
import { roll } from '../rollout/rollout.ts';
import { type DeploymentConfig, deploymentOf, type OperatorIdentity, refusalOf } from '../strategy/deployment.ts';
import { uninstall } from '../uninstall/uninstall.ts';
import { letGo, takeOn } from './metadata.ts';
import { patience } from './patience.ts';
import { activeKubeVirt, kubevirts } from './resource.ts';
import { statusAfter, statusPatch } from './status.ts';

/** What looks after the KubeVirt object. */
export interface KeeperOptions extends Sources {
  operator: OperatorIdentity;
  kubevirts: Cache<KubeVirt>;
  recorder: Recorder;
  logger: Logger;
}

/** A failure that lasts shorter than this is only logged. */
const tellAfterMs = 15_000;

/** What is waited for shows in a watch; this is for what does not. */
const lookAgainMs = 60_000;

/**
 * Looks after the KubeVirt object a key names: installs, updates, repairs or removes, and tells in its status how that went.
 * It writes everything the operator installs, and of the KubeVirt object its status, finalizer and version annotations.
 */
export const keeper = (o: KeeperOptions): ((key: string) => Promise<{ afterMs: number } | undefined>) => {
  const failing = patience(o.now, tellAfterMs);
  let told = '';

  const writeStatus = async (
    kubevirt: KubeVirt,
    deployment: DeploymentConfig,
    outcome: Outcome,
    recorded: readonly KubeObject[] = [],
  ) => {
    const next = statusAfter({
      kubevirt,
      deployment,
      operatorVersion: o.operator.version,
      outcome,
      recorded,
      now: o.now(),
    });
    const body = statusPatch(kubevirt.status, next);
    if (!body) return;
    const patch = { type: 'merge', body } as const;
    o.live.wrote(await o.client.patch(kubevirts, splitKey(keyOf(kubevirt)), patch, { subresource: 'status' }));
  };

  /** Says a sentence in the log and as an event, once until another one is due. */
  const tell = (kubevirt: KubeVirt, topic: string, sentence: string, type: 'Normal' | 'Warning' = 'Normal') => {
    o.logger.debug({ kubevirt: keyOf(kubevirt), topic }, sentence);
    if (told === topic) return;
    told = topic;
    o.logger[type === 'Normal' ? 'info' : 'warn']({ kubevirt: keyOf(kubevirt) }, sentence);
    o.recorder.event(kubevirt, type, type === 'Normal' ? 'Rollout' : 'RolloutFailed', sentence);
  };

  const outcomeOf = (
    { complete, ready }: Decision,
    { status, metadata }: KubeVirt,
    { id }: DeploymentConfig,
  ): Outcome => {
    if (!ready || (status?.observedDeploymentID !== id && !complete)) return { is: 'waiting', created: complete };
    // A pod that is replaced, or something put right, is no progress once the present wish was fulfilled.
    const isKnown = status?.observedGeneration === metadata?.generation;
    return complete || isKnown ? { is: 'ready', complete } : { is: 'adjusting' };
  };

  const install = async (kubevirt: KubeVirt, deployment: DeploymentConfig) => {
    const { decision, world } = await roll(kubevirt, deployment, o);
    const { progress } = decision;
    const outcome = outcomeOf(decision, kubevirt, deployment);
    const isDone = outcome.is === 'ready' && outcome.complete;
    await writeStatus(kubevirt, deployment, outcome, isDone ? world.kinds.flatMap((kind) => world.listed(kind)) : []);
    if (isDone) tell(kubevirt, `done ${deployment.id}`, `version ${deployment.version} runs everywhere`);
    else if (outcome.is !== 'ready' && progress.at) {
      const sentence = `step ${progress.done + 1} of ${progress.total}, ${progress.at}: waiting for ${progress.waitingFor}`;
      tell(kubevirt, progress.at, sentence);
    }
    const lookAfterMs = isDone ? Number.POSITIVE_INFINITY : lookAgainMs;
    return { afterMs: Math.max(1000, Math.min(world.certificates.nextMs, lookAfterMs)) };
  };

  const remove = async (kubevirt: KubeVirt, deployment: DeploymentConfig) => {
    await writeStatus(kubevirt, deployment, { is: 'deleting' });
    const decision = await uninstall(o);
    if (decision.waitingFor) tell(kubevirt, decision.waitingFor, `uninstalling: waiting for ${decision.waitingFor}`);
    if (!decision.complete) return { afterMs: decision.removals.length > 0 ? 250 : 5000 };
    await o.client.patch(kubevirts, splitKey(keyOf(kubevirt)), { type: 'merge', body: letGo(kubevirt) });
    o.logger.info({ kubevirt: keyOf(kubevirt) }, 'uninstalled');
    return undefined;
  };

  const look = async (kubevirt: KubeVirt, deployment: DeploymentConfig) => {
    if (kubevirt.metadata?.deletionTimestamp) {
      return kubevirt.metadata.finalizers?.some(
        (name) => name === finalizers.kubevirt || name === finalizers.kubevirtOld,
      )
        ? remove(kubevirt, deployment)
        : undefined;
    }
    const refusal = refusalOf(o.operator, deployment);
    if (refusal) {
      tell(kubevirt, refusal.message, refusal.message, 'Warning');
      await writeStatus(kubevirt, deployment, { is: 'refused', because: refusal.message });
      return undefined;
    }
    const metadata = takeOn(kubevirt);
    if (metadata) {
      const ref = splitKey(keyOf(kubevirt));
      const taken = await o.client.patch(kubevirts, ref, { type: 'merge', body: metadata });
      o.live.wrote(taken);
      kubevirt = taken;
    }
    if (!kubevirt.status?.phase) await writeStatus(kubevirt, deployment, { is: 'waiting', created: false });
    return install((o.live.get(kubevirt) as KubeVirt | undefined) ?? kubevirt, deployment);
  };

  return async (key) => {
    const cached = o.kubevirts.get(key);
    if (!cached) return undefined;
    const kubevirt = (o.live.get(cached) as KubeVirt | undefined) ?? cached;
    const deployment = deploymentOf(o.operator, kubevirt);
    const active = activeKubeVirt(o.kubevirts.list(), o.operator.namespace, finalizers.kubevirt);
    if (active && keyOf(active) !== key) {
      await writeStatus(kubevirt, deployment, { is: 'second' });
      return undefined;
    }
    try {
      const again = await look(kubevirt, deployment);
      failing.succeeded();
      return again;
    } catch (error) {
      if (!isConflict(error) && failing.failed()) {
        const sentence = (error as Error).message;
        tell(kubevirt, sentence, sentence, 'Warning');
        const deleting = kubevirt.metadata?.deletionTimestamp !== undefined;
        await writeStatus(kubevirt, deployment, { is: deleting ? 'deletion-failed' : 'failed', error: sentence });
      }
      throw error;
    }
  };
};
