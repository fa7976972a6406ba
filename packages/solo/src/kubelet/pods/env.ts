// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ConfigMap, Container, Pod, Secret } from '@kubevirt-ts/kube';
import { fieldValue, type PodPlace, resourceValue } from './downward.ts';
import { expand } from './expansion.ts';

/** Objects of the pod's namespace; undefined when there is none of that name. */
export interface NamespaceObjects {
  configMap(name: string): Promise<ConfigMap | undefined>;
  secret(name: string): Promise<Secret | undefined>;
}

/** What a container's environment is made from. */
export interface EnvSources {
  pod: Pod;
  container: Container;
  place: PodPlace;
  objects: NamespaceObjects;
  services: ReadonlyMap<string, string>;
}

/** A container's variables, or why it cannot be started (`CreateContainerConfigError`). */
export async function containerEnv(o: EnvSources): Promise<Map<string, string> | { refused: string }> {
  const { container, services } = o;
  const own = new Map<string, string>();
  for (const from of container.envFrom ?? []) {
    const values = await allOf(from, o);
    if ('refused' in values) return values;
    for (const [key, value] of values) own.set(`${from.prefix ?? ''}${key}`, value);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const found = valueFrom ? await oneValue(valueFrom, o) : expand(value ?? '', new Map([...services, ...own]));
    if (typeof found === 'object') return found;
    if (found !== undefined) own.set(name, found);
  }
  return new Map([...services, ...own]);
}

type From = NonNullable<Container['envFrom']>[number];
type ValueFrom = NonNullable<NonNullable<Container['env']>[number]['valueFrom']>;

async function allOf(from: From, o: EnvSources): Promise<Map<string, string> | { refused: string }> {
  if (from.configMapRef) {
    const { name = '', optional } = from.configMapRef;
    const map = await o.objects.configMap(name);
    if (!map) return optional ? new Map() : { refused: `configmap "${name}" not found` };
    return new Map(Object.entries(map.data ?? {}));
  }
  const { name = '', optional } = from.secretRef ?? {};
  const secret = await o.objects.secret(name);
  if (!secret) return optional ? new Map() : { refused: `secret "${name}" not found` };
  return new Map(Object.entries(secret.data ?? {}).map(([key, value]) => [key, text(value)]));
}

async function oneValue(from: ValueFrom, o: EnvSources): Promise<string | undefined | { refused: string }> {
  const namespace = o.pod.metadata?.namespace;
  if (from.fieldRef) {
    const { fieldPath } = from.fieldRef;
    return fieldValue(o.pod, fieldPath, o.place) ?? { refused: `unsupported fieldPath: ${fieldPath}` };
  }
  if (from.resourceFieldRef) {
    const { resource } = from.resourceFieldRef;
    const value = resourceValue(o.pod, from.resourceFieldRef, o.place, o.container);
    return value ?? { refused: `Unsupported container resource : ${resource}` };
  }
  if (from.configMapKeyRef) {
    const { name = '', key, optional } = from.configMapKeyRef;
    const map = await o.objects.configMap(name);
    if (!map) return optional ? undefined : { refused: `configmap "${name}" not found` };
    const value = map.data?.[key];
    if (value === undefined && !optional)
      return { refused: `couldn't find key ${key} in ConfigMap ${namespace}/${name}` };
    return value;
  }
  const { name = '', key = '', optional } = from.secretKeyRef ?? {};
  const secret = await o.objects.secret(name);
  if (!secret) return optional ? undefined : { refused: `secret "${name}" not found` };
  const value = secret.data?.[key];
  if (value === undefined)
    return optional ? undefined : { refused: `couldn't find key ${key} in Secret ${namespace}/${name}` };
  return text(value);
}

function text(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
