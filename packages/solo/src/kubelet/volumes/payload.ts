// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ConfigMap, Secret } from '@kubevirt-ts/kube';
import type { Payload, PayloadFile } from './atomic-writer.ts';

/** Why a volume cannot be had now; it is tried again. */
export interface Refusal {
  refused: string;
}

/** Whether an answer is a refusal. */
export function isRefusal(answer: object): answer is Refusal {
  return 'refused' in answer;
}

/** Which keys of a ConfigMap or Secret are shown, where, and how. */
export interface Projection {
  items?: { key: string; path: string; mode?: number }[];
  optional?: boolean;
  defaultMode: number;
}

/** The entries of a ConfigMap, of whatever kind, as bytes. */
export function configMapData(map: ConfigMap): Map<string, Buffer> {
  const text = Object.entries(map.data ?? {}).map(([key, value]) => [key, Buffer.from(value)] as const);
  const binary = Object.entries(map.binaryData ?? {}).map(
    ([key, value]) => [key, Buffer.from(value, 'base64')] as const,
  );
  return new Map([...text, ...binary]);
}

/** The entries of a Secret as bytes. */
export function secretData(secret: Secret): Map<string, Buffer> {
  return new Map(Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]));
}

/** The files a ConfigMap or Secret is seen as; `missingKey` words the refusal. */
export function projected(
  data: ReadonlyMap<string, Buffer>,
  { items, optional, defaultMode }: Projection,
  missingKey: string,
): Map<string, PayloadFile> | Refusal {
  const shown = items ?? [...data.keys()].map((key) => ({ key, path: key, mode: undefined }));
  const files = new Map<string, PayloadFile>();
  for (const { key, path, mode } of shown) {
    const content = data.get(key);
    if (content) files.set(path, { data: content, mode: mode ?? defaultMode });
    else if (!optional) return { refused: `${missingKey}: ${key}` };
  }
  return files;
}

/** One payload of several; of files with the same path the last counts. */
export function merged(parts: readonly Payload[]): Payload {
  return new Map(parts.flatMap((part) => [...part]));
}
