// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod, PodVolume } from '@kubevirt-ts/kube';
import { fieldValue, type PodPlace, resourceValue } from '../pods/downward.ts';
import type { NamespaceObjects } from '../pods/env.ts';
import type { Payload } from './atomic-writer.ts';
import { configMapData, isRefusal, merged, type Projection, projected, type Refusal, secretData } from './payload.ts';
import type { PodTokens } from './token.ts';

/** Where the files of a volume come from. */
export interface PayloadSources {
  pod: Pod;
  place: PodPlace;
  objects: NamespaceObjects;
  tokens: PodTokens;
}

/** The files of a volume, and when they change though no object does. */
export interface TimedPayload {
  payload: Payload;
  refreshAt?: Date;
}

const defaultFileMode = 0o644;

/** The files of a configMap, secret, downwardAPI or projected volume; undefined for other volumes. */
export async function objectPayload(volume: PodVolume, o: PayloadSources): Promise<TimedPayload | Refusal | undefined> {
  const { configMap, secret, downwardAPI, projected: projection } = volume;
  if (configMap) {
    const { name, items, optional, defaultMode = defaultFileMode } = configMap;
    return timed(await configMapFiles(name ?? '', { items, optional, defaultMode }, o));
  }
  if (secret) {
    const { secretName, items, optional, defaultMode = defaultFileMode } = secret;
    return timed(await secretFiles(secretName ?? '', { items, optional, defaultMode }, o));
  }
  if (downwardAPI) return timed(downwardFiles(downwardAPI.items ?? [], downwardAPI.defaultMode ?? defaultFileMode, o));
  if (projection) return projectedFiles(projection, o);
  return undefined;
}

async function configMapFiles(name: string, p: Projection, o: PayloadSources): Promise<Payload | Refusal> {
  const map = await o.objects.configMap(name);
  if (!map) return p.optional ? new Map() : { refused: `configmap "${name}" not found` };
  return projected(configMapData(map), p, 'configmap references non-existent config key');
}

async function secretFiles(name: string, p: Projection, o: PayloadSources): Promise<Payload | Refusal> {
  const secret = await o.objects.secret(name);
  if (!secret) return p.optional ? new Map() : { refused: `secret "${name}" not found` };
  return projected(secretData(secret), p, 'references non-existent secret key');
}

type DownwardItem = NonNullable<NonNullable<PodVolume['downwardAPI']>['items']>[number];

function downwardFiles(items: readonly DownwardItem[], defaultMode: number, o: PayloadSources): Payload | Refusal {
  const files = new Map<string, { data: Buffer; mode: number }>();
  for (const { path, fieldRef, resourceFieldRef, mode = defaultMode } of items) {
    const value = fieldRef
      ? fieldValue(o.pod, fieldRef.fieldPath, o.place)
      : resourceFieldRef && resourceValue(o.pod, resourceFieldRef, o.place);
    if (value === undefined) return { refused: `unsupported field of ${path}` };
    files.set(path, { data: Buffer.from(value), mode });
  }
  return files;
}

async function projectedFiles(
  { sources, defaultMode = defaultFileMode }: NonNullable<PodVolume['projected']>,
  o: PayloadSources,
): Promise<TimedPayload | Refusal> {
  const parts: Payload[] = [];
  let refreshAt: Date | undefined;
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of sources ?? []) {
    let part: Payload | Refusal;
    if (configMap) part = await configMapFiles(configMap.name ?? '', { ...configMap, defaultMode }, o);
    else if (secret) part = await secretFiles(secret.name ?? '', { ...secret, defaultMode }, o);
    else if (downwardAPI) part = downwardFiles(downwardAPI.items ?? [], defaultMode, o);
    else if (serviceAccountToken) {
      const { audience, expirationSeconds = 3600, path } = serviceAccountToken;
      const next = await o.tokens.get(o.pod, audience, expirationSeconds);
      if (!refreshAt || next.refreshAt < refreshAt) refreshAt = next.refreshAt;
      part = new Map([[path, tokenFile(next.token, defaultMode, o.pod)]]);
    } else part = { refused: 'a source of this projected volume is not supported' };
    if (isRefusal(part)) return part;
    parts.push(part);
  }
  return { payload: merged(parts), refreshAt };
}

/** @upstream a token is its user's alone when the pod has one user or a group for its files */
function tokenFile(token: string, defaultMode: number, pod: Pod) {
  const uid = onlyUser(pod);
  const isPrivate = uid !== undefined || pod.spec?.securityContext?.fsGroup !== undefined;
  return { data: Buffer.from(token), mode: isPrivate ? 0o600 : defaultMode, uid };
}

function onlyUser({ spec }: Pod): number | undefined {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...(spec?.ephemeralContainers ?? [])];
  const users = new Set(
    all.map((container) => container.securityContext?.runAsUser ?? spec?.securityContext?.runAsUser),
  );
  return users.size === 1 ? [...users][0] : undefined;
}

function timed(payload: Payload | Refusal): TimedPayload | Refusal {
  return isRefusal(payload) ? payload : { payload };
}
