// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { randomUUID } from 'node:crypto';
import { isDeepEqual, type ObjectMeta, wireTime } from '@kubevirt-ts/kube';
import { badRequest } from '../errors.ts';
import type { Json, Kind } from '../kind.ts';
import type { Call } from './call.ts';

/** The metadata of an object, made when it has none. */
export function metaOf(object: Json): ObjectMeta {
  object.metadata ??= {};
  return object.metadata;
}

/** Takes away, in place, what only the server sets. */
export function wipeSystemFields(object: Json): void {
  const meta = metaOf(object);
  for (const field of ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    delete meta[field];
  }
  delete meta.selfLink;
}

/** Makes, in place, the object's namespace that of the request. @throws ApiError 400 when it names another */
export function matchNamespace(call: Call, object: Json): void {
  const meta = metaOf(object);
  if (!call.kind.namespaced) delete meta.namespace;
  else if (!meta.namespace) meta.namespace = call.namespace;
  else if (meta.namespace !== call.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** @throws ApiError 400 when the object has another name than the path, or none */
export function matchName(call: Call, object: Json): void {
  const name = metaOf(object).name ?? '';
  if (name === call.name) return;
  if (name === '') {
    throw badRequest(`the name of the object (${call.name} based on URL) was undeterminable: name must be provided`);
  }
  throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
}

const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const maxGeneratedBytes = 63;

/** A name that begins with a prefix and goes on at random. @upstream names.SimpleNameGenerator */
function generatedName(prefix: string, random: () => number): string {
  const base = prefix.slice(0, maxGeneratedBytes - suffixLength);
  let suffix = '';
  for (let i = 0; i < suffixLength; i++) suffix += suffixLetters[Math.floor(random() * suffixLetters.length)];
  return base + suffix;
}

/** Gives a new object, in place, its uid, its time of creation and, where it asks for one, its name. */
export function fillSystemFields(call: Call, object: Json): void {
  const meta = metaOf(object);
  meta.uid = randomUUID();
  meta.creationTimestamp = wireTime(call.o.now());
  if (!meta.name && meta.generateName) meta.name = generatedName(meta.generateName, call.o.random ?? Math.random);
}

/** Carries over, in place, what an update cannot change silently. @upstream rest.BeforeUpdate */
export function keepSystemFields(object: Json, live: Json): void {
  const [meta, before] = [metaOf(object), live.metadata ?? {}];
  delete meta.selfLink;
  meta.uid ||= before.uid;
  if (before.creationTimestamp) meta.creationTimestamp = before.creationTimestamp;
  if (before.deletionTimestamp) meta.deletionTimestamp = before.deletionTimestamp;
  if (before.deletionGracePeriodSeconds !== undefined) {
    meta.deletionGracePeriodSeconds ??= before.deletionGracePeriodSeconds;
  }
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'generation'] as const) {
    if (meta[field] === undefined || meta[field] === null) delete meta[field];
  }
}

// Built-in kinds whose objects count how often what is wanted of them has changed.
const counted: ReadonlySet<string> = new Set([
  '/pods',
  'apps/daemonsets',
  'apps/deployments',
  'apps/replicasets',
  'batch/jobs',
  'policy/poddisruptionbudgets',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'apiextensions.k8s.io/customresourcedefinitions',
  'discovery.k8s.io/endpointslices',
  'scheduling.k8s.io/priorityclasses',
]);

/** Sets the first generation of a new object, in place; kinds that do not count keep what they are given. */
export function startGeneration(kind: Kind, object: Json): void {
  if (kind.isCustom || counted.has(kind.collection)) metaOf(object).generation = 1;
}

/** Counts the generation up, in place, when more changed than metadata and status. */
export function countGeneration({ kind, subresource }: Call, object: Json, live: Json): void {
  const generation = live.metadata?.generation;
  if (generation === undefined) {
    delete metaOf(object).generation;
    return;
  }
  const isCounted = subresource !== 'status' && isWantedChanged(kind, object, live);
  metaOf(object).generation = isCounted ? generation + 1 : generation;
}

function isWantedChanged(kind: Kind, object: Json, live: Json): boolean {
  if (!kind.isCustom && !counted.has(kind.collection)) return false;
  // Kubernetes takes a Deployment's annotations for part of what is wanted: they are copied to its ReplicaSets.
  if (kind.collection === 'apps/deployments' && !isDeepEqual(annotations(object), annotations(live))) return true;
  const ignored = new Set(kind.isCustom && !kind.hasStatus ? ['metadata'] : ['metadata', 'status']);
  const keys = new Set([...Object.keys(object), ...Object.keys(live)]);
  for (const key of keys) if (!ignored.has(key) && !isDeepEqual(object[key], live[key])) return true;
  return false;
}

function annotations(object: Json): Record<string, string> {
  return object.metadata?.annotations ?? {};
}

/** Takes out, in place, owner references that are there twice, and gives the uids of those. */
export function dropDuplicateOwners(object: Json): string[] {
  const owners = object.metadata?.ownerReferences;
  if (!owners || owners.length < 2) return [];
  const kept: typeof owners = [];
  const dropped: string[] = [];
  for (const owner of owners) {
    if (kept.some((other) => isDeepEqual(other, owner))) dropped.push(owner.uid);
    else kept.push(owner);
  }
  if (dropped.length > 0) metaOf(object).ownerReferences = kept;
  return dropped;
}
