// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { ApiError, applyJsonPatch, isDeepEqual, JsonPatchError, type Logger } from '@kubevirt-ts/kube';
import type { Store } from '../../store/store.ts';
import { badRequest, internalError, notFound } from '../errors.ts';
import type { Json, Kind, Kinds } from '../kind.ts';
import type { AdmissionAttributes } from './attributes.ts';
import { configurations, type Hook, hooksIn, type Webhook } from './configurations.ts';
import { type MatchContext, matchedKind, meetsConditions, type Question } from './matching.ts';
import { patchProblem } from './patch-problem.ts';
import { denial, inVersion, type Reply, readReply, reviewRequest, reviewVersion } from './review.ts';
import { WebhookCallError, type WebhookClient } from './webhook-client.ts';

/** Webhooks at the two places of the write path. Both throw ApiError when the request is refused. */
export interface Admission {
  /** The object as the mutating webhooks leave it, defaults set again: the one given when none changed it; undefined for DELETE. */
  mutate(a: AdmissionAttributes, object: Json | undefined, old: Json | undefined): Promise<Json | undefined>;
  /** Asks the validating webhooks. */
  validate(a: AdmissionAttributes, object: Json | undefined, old: Json | undefined): Promise<void>;
}

/** What webhook admission is made of. */
export interface AdmissionOptions {
  store: Store;
  kinds: Kinds;
  webhooks: WebhookClient;
  logger: Logger;
  /** Drops, in place, the fields of a patched object that its kind does not know. */
  prune?: (kind: Kind, object: Json) => void;
}

/**
 * Webhook admission from the configurations in the store. Configurations themselves, and reviews of who may what, are told to no webhook.
 * @differs writes no audit annotations, as there is no audit
 */
export function admission(o: AdmissionOptions): Admission {
  const mutating = hooksIn(o.store, configurations.mutating);
  const validating = hooksIn(o.store, configurations.validating);
  const caller = new Caller(o);
  return {
    async mutate(attributes, object, old) {
      const hooks = isExempt(attributes.kind) ? [] : mutating();
      return hooks.length ? caller.mutate(hooks, { attributes, object, old }) : object;
    },
    async validate(attributes, object, old) {
      const hooks = isExempt(attributes.kind) ? [] : validating();
      if (hooks.length) await caller.validate(hooks, { attributes, object, old });
    },
  };
}

const reviews = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

function isExempt(kind: Kind): boolean {
  return kind.group === configurations.group || reviews.has(kind.group);
}

class Caller {
  readonly #o: AdmissionOptions;
  readonly #match: MatchContext;

  constructor(o: AdmissionOptions) {
    this.#o = o;
    this.#match = { kinds: o.kinds, namespaceLabels: (name) => namespaceLabels(o.store, name) };
  }

  /** One after the other; those that ask for it once more when a later one has changed the object. */
  async mutate(hooks: readonly Hook[], first: Question): Promise<Json | undefined> {
    let question = first;
    let invoked = new Set<string>();
    const again = new Set<string>();
    for (const isAgain of [false, true]) {
      for (const hook of hooks) {
        if (isAgain && !again.has(hook.id)) continue;
        const changed = await this.#mutateOne(hook, question);
        if (changed) {
          question = { ...question, object: changed };
          for (const id of invoked) again.add(id);
          invoked = new Set();
        }
        if (hook.webhook.reinvocationPolicy === 'IfNeeded') invoked.add(hook.id);
      }
      if (!again.size) break;
    }
    return question.object;
  }

  /** All at once. */
  async validate(hooks: readonly Hook[], question: Question): Promise<void> {
    const wanted = hooks.flatMap((hook) => {
      const kind = matchedKind(hook, question, this.#match);
      return kind ? [{ hook, kind }] : [];
    });
    const asked = await Promise.all(
      wanted.map(async ({ hook, kind }) => ({ hook, kind, question: await this.#inVersion(kind, question) })),
    );
    const meant = asked.filter((each) =>
      meetsConditions(each.hook, each.question, () => reviewRequest(each.kind, each.question)),
    );
    const results = await Promise.allSettled(
      meant.map((each) => this.#ask(each.hook, each.kind, each.question, false)),
    );
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** The changed object; undefined when the webhook was not asked, or changed nothing. */
  async #mutateOne(hook: Hook, question: Question): Promise<Json | undefined> {
    const kind = matchedKind(hook, question, this.#match);
    if (!kind) return undefined;
    const asked = await this.#inVersion(kind, question);
    if (!meetsConditions(hook, asked, () => reviewRequest(kind, asked))) return undefined;
    const reply = await this.#ask(hook, kind, asked, true);
    if (!reply?.patch.length) return undefined;
    if (!asked.object)
      throw internalError(
        `admission webhook ${JSON.stringify(hook.webhook.name)} attempted to modify the object, which is not supported for this operation`,
      );
    const patched = this.#patched(kind, asked, reply);
    return isDeepEqual(patched, asked.object) ? undefined : inVersion(question.attributes.kind, patched);
  }

  #patched(kind: Kind, { attributes, object }: Question, reply: Reply): Json {
    let patched: Json;
    try {
      patched = applyJsonPatch(object as Json, reply.patch);
    } catch (error) {
      if (!(error instanceof JsonPatchError)) throw error;
      throw internalError(patchProblem(object as Json, reply.patch) ?? error.message);
    }
    if (attributes.objectKind) return patched;
    this.#o.prune?.(kind, patched);
    kind.strategy.setDefaults?.(patched);
    return patched;
  }

  async #inVersion(kind: Kind, question: Question): Promise<Question> {
    if (kind === question.attributes.kind || question.attributes.objectKind) return question;
    const [object, old] = await Promise.all([inVersion(kind, question.object), inVersion(kind, question.old)]);
    return { ...question, object, old };
  }

  /** What a webhook says; undefined when it could not be asked and that does not matter. @throws ApiError */
  async #ask(hook: Hook, kind: Kind, question: Question, isMutating: boolean): Promise<Reply | undefined> {
    const { webhook } = hook;
    const { attributes } = question;
    try {
      const reply = await this.#call(webhook, kind, question, isMutating);
      attributes.warnings.push(...reply.warnings);
      if (reply.allowed) return reply;
      throw new ApiError(denial(webhook.name, reply.status));
    } catch (error) {
      if (!(error instanceof WebhookCallError)) throw error;
      const failed = `failed calling webhook ${JSON.stringify(webhook.name)}: ${error.message}`;
      if (webhook.failurePolicy !== 'Ignore') throw internalError(failed);
      this.#o.logger.warn({ webhook: webhook.name, err: error }, 'a webhook failed and is passed over');
      return undefined;
    }
  }

  async #call(webhook: Webhook, kind: Kind, question: Question, isMutating: boolean): Promise<Reply> {
    const { attributes } = question;
    if (attributes.dryRun && webhook.sideEffects !== 'None' && webhook.sideEffects !== 'NoneOnDryRun')
      throw badRequest(`admission webhook ${JSON.stringify(webhook.name)} does not support dry run`);
    const version = reviewVersion(webhook.admissionReviewVersions);
    if (!version)
      throw new WebhookCallError(
        'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
      );
    const request = reviewRequest(kind, question);
    const review = { kind: 'AdmissionReview', apiVersion: `admission.k8s.io/${version}`, request };
    const options = { timeoutMs: (webhook.timeoutSeconds ?? 10) * 1000, tellsTimeout: true, signal: attributes.signal };
    const answer = await this.#o.webhooks.post(webhook.clientConfig, review, options).catch((error: unknown) => {
      throw error instanceof WebhookCallError
        ? new WebhookCallError(`failed to call webhook: ${error.message}`)
        : error;
    });
    return readReply(answer, { uid: request.uid, version, isMutating });
  }
}

function namespaceLabels(store: Store, name: string): Record<string, string> {
  const stored = store.get('/namespaces', name);
  if (!stored) throw notFound({ group: '', plural: 'namespaces' }, name);
  return (JSON.parse(stored.json) as Json).metadata?.labels ?? {};
}
