// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import { annotations, type KubeVirt } from '@kubevirt-ts/api';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicPatch,
  type JsonPatchOp,
  type KubeObject,
} from '@kubevirt-ts/kube';
import { flagsPatch } from './flags.ts';

const customizable = new Set([
  'Deployment',
  'DaemonSet',
  'Service',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'Secret',
]);

const matches = (pattern: string, name: string): boolean =>
  pattern === '*' || pattern.toLowerCase() === name.toLowerCase();

const patched = (object: unknown, type: string, patch: string): unknown => {
  const body: unknown = JSON.parse(patch);
  if (type === 'json' && !Array.isArray(body)) throw new Error('a json patch is a list of operations');
  if (type === 'json') return applyJsonPatch(object, body as JsonPatchOp[]);
  if (type === 'merge') return applyMergePatch(object, body);
  if (type === 'strategic') return applyStrategicPatch(object, body);
  throw new Error(`patch type "${type}" is none of json, merge, strategic`);
};

const digestOf = (kubevirt: KubeVirt): string | undefined => {
  const wanted = kubevirt.spec?.customizeComponents;
  if (!wanted?.patches?.length && !wanted?.flags) return undefined;
  return createHash('sha1')
    .update(JSON.stringify([wanted.patches ?? [], wanted.flags ?? {}]))
    .digest('hex');
};

/**
 * Changes an object as `customizeComponents` says; the object given is left alone, so it can be done again and again.
 * @throws Error naming the object and the patch when a patch does not fit
 * @upstream kind and name are compared without regard to case and `*` is any; flags are put in before the patches
 */
export const customize = <T extends KubeObject>(object: T, kubevirt: KubeVirt): T => {
  const { kind = '', metadata } = object;
  const digest = digestOf(kubevirt);
  if (digest === undefined || !customizable.has(kind)) return object;
  const name = metadata?.name ?? '';
  const wanted = kubevirt.spec?.customizeComponents;
  const flags = flagsPatch(kind, name, wanted?.flags);
  let result: unknown = structuredClone(object);
  if (flags) result = applyStrategicPatch(result, flags);
  for (const { resourceType, resourceName, type, patch } of wanted?.patches ?? []) {
    if (!matches(resourceType, kind) || !matches(resourceName, name)) continue;
    try {
      result = patched(result, type, patch);
    } catch (error) {
      throw new Error(
        `customizeComponents: the ${type} patch for ${resourceType} ${resourceName} does not fit ${kind} ${name}: ${String((error as Error).message)}`,
      );
    }
  }
  const changed = result as T;
  return {
    ...changed,
    metadata: {
      ...changed.metadata,
      annotations: { ...changed.metadata?.annotations, [annotations.customizerIdentifier]: digest },
    },
  };
};
