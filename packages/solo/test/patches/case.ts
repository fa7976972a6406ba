// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json } from '../../src/apiserver/kind.ts';

/** Requests that change one object, one after the other, and what a real API server answered: a pair of files in cases/. */
export interface Case {
  /** The object's path in the API. */
  path: string;
  /** A CustomResourceDefinition that has to be there first. */
  definition?: Json;
  steps: Step[];
}

/** The content types of patches. */
export const contentTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** One request. */
export interface Step {
  does: 'create' | 'update' | 'json' | 'merge' | 'strategic' | 'apply';
  manager?: string;
  force?: boolean;
  body: unknown;
  /** What is compared: all of the object, or, where the server also fills in what this package's patches do not, only who owns what. */
  compares?: 'object' | 'owners' | 'nothing';
  /** Why the answer here is another than that of the server it was recorded from; `message` is then the right one. */
  differs?: string;
  message?: string;
}

/** What came back: the object without what differs from run to run, or the refusal. */
export interface Answer {
  code: number;
  object?: Json;
  refusal?: { message: string; reason?: string; causes?: unknown[] };
}

// Controllers of the recorded cluster write too.
const controllers = 'kube-controller-manager';
const revision = 'deployment.kubernetes.io/revision';

/** An object without uid, versions and times, and without what controllers say of it. */
export function timeless(object: Json): Json {
  const {
    uid: _u,
    resourceVersion: _r,
    creationTimestamp: _c,
    selfLink: _s,
    generation: _g,
    ...metadata
  } = object.metadata ?? {};
  const managedFields = metadata.managedFields
    ?.filter(({ manager }) => manager !== controllers)
    .map(({ time: _, ...entry }) => entry)
    .sort((a, b) => (`${a.operation} ${a.manager}` < `${b.operation} ${b.manager}` ? -1 : 1));
  const { [revision]: _v, ...annotations } = metadata.annotations ?? {};
  if (_v && Object.keys(annotations).length > 0) metadata.annotations = annotations;
  else if (_v) delete metadata.annotations;
  const { status: _, ...rest } = object;
  return { ...rest, metadata: { ...metadata, ...(managedFields && { managedFields }) } } as Json;
}
