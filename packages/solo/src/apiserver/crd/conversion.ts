// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { randomUUID } from 'node:crypto';
import { ApiError, isDeepEqual } from '@kubevirt-ts/kube';
import type { WebhookClient, WebhookClientConfig } from '../admission/webhook-client.ts';
import type { Json } from '../kind.ts';
import type { Conversion, Definition } from './definition/definition.ts';

/** How long a conversion webhook may take. @upstream apiextensions-apiserver */
const timeoutMs = 30_000;

/** Turns objects of any version of a definition's kind into one version. */
export type Convert = (objects: Json[]) => Promise<Json[]>;

/** How objects become those of `apiVersion`. */
export function converter(definition: Definition, apiVersion: string, webhooks: WebhookClient): Convert {
  const { conversion } = definition.spec;
  const isForeign = (object: Json) => object.apiVersion !== apiVersion;
  if (conversion?.strategy !== 'Webhook')
    return async (objects) => objects.map((object) => (isForeign(object) ? { ...object, apiVersion } : object));
  return async (objects) => {
    const foreign = objects.filter(isForeign);
    if (!foreign.length) return objects;
    const converted = await ask(conversion, { objects: foreign, apiVersion, definition, webhooks });
    return objects.map((object) => (isForeign(object) ? (converted[foreign.indexOf(object)] as Json) : object));
  };
}

interface Question {
  objects: Json[];
  apiVersion: string;
  definition: Definition;
  webhooks: WebhookClient;
}

async function ask(conversion: Conversion, o: Question): Promise<Json[]> {
  const { objects, apiVersion } = o;
  const from = `${objects[0]?.apiVersion}, Kind=${o.definition.spec.names.kind}`;
  const about = (what: string) => {
    const message = `conversion webhook for ${from} ${what}`;
    return new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
  };
  const fail = (why: string) => about(`failed: ${why}`);
  const uid = randomUUID();
  const version = conversion.webhook?.conversionReviewVersions?.find((each) => each === 'v1' || each === 'v1beta1');
  const request = { uid, desiredAPIVersion: apiVersion, objects };
  const review = { kind: 'ConversionReview', apiVersion: `apiextensions.k8s.io/${version ?? 'v1'}`, request };
  const config = conversion.webhook?.clientConfig as WebhookClientConfig;
  let answer: unknown;
  try {
    answer = await o.webhooks.post(config, review, { timeoutMs });
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  const { response } = answer as { response?: Response };
  if (!response) throw fail('no response provided');
  if (response.uid !== uid)
    throw fail(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`);
  if (response.result?.status !== 'Success') {
    const { status = '', message } = response.result ?? {};
    throw fail(status === 'Failure' && message ? message : `response.result.status was '${status}', not 'Success'`);
  }
  const converted = response.convertedObjects ?? [];
  if (converted.length !== objects.length)
    throw about(`returned ${converted.length} objects, expected ${objects.length}`);
  return converted.map((object, index) => checked(object, objects[index] as Json, { apiVersion, index, about }));
}

interface Response {
  uid?: string;
  convertedObjects?: Json[];
  result?: { status?: string; message?: string };
}

/** A converted object, if it still is the same one: of its metadata only labels and annotations may be changed. */
function checked(
  object: Json,
  original: Json,
  o: { apiVersion: string; index: number; about: (what: string) => Error },
): Json {
  const wrong = (why: string) => o.about(`returned invalid converted object at index ${o.index}: ${why}`);
  if (object?.apiVersion !== o.apiVersion)
    throw wrong(`invalid groupVersion (expected ${o.apiVersion}, received ${object?.apiVersion ?? ''})`);
  if (object.kind !== original.kind)
    throw wrong(`invalid kind (expected ${original.kind}, received ${object.kind ?? ''})`);
  const { labels, annotations, ...before } = original.metadata ?? {};
  const { metadata = {} } = object;
  for (const field of ['name', 'namespace', 'uid'] as const)
    if (metadata[field] !== before[field])
      throw wrong(
        `must have the same ${field === 'uid' ? 'UID' : field}: ${before[field] ?? ''} != ${metadata[field] ?? ''}`,
      );
  const now = { labels: metadata.labels, annotations: metadata.annotations };
  const kept = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
  return isDeepEqual(metadata, original.metadata) ? object : { ...object, metadata: { ...before, ...kept } };
}
