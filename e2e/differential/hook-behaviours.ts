// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

type Json = Record<string, unknown>;

/** What an API server sends to a webhook. */
export interface Review {
  apiVersion: string;
  kind: string;
  request: {
    uid: string;
    operation?: string;
    name?: string;
    object?: { metadata?: { generateName?: string; annotations?: Record<string, string> } } | null;
    objects?: Json[];
    desiredAPIVersion?: string;
  };
}

/** How a webhook answers. */
export interface HookAnswer {
  status?: number;
  body: unknown;
  delayMs?: number;
}

function answer(response: Json): (review: Review) => HookAnswer {
  return ({ apiVersion, kind, request }) => ({
    body: { apiVersion, kind, response: { uid: request.uid, ...response } },
  });
}

function patching(operations: unknown): (review: Review) => HookAnswer {
  const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
  return answer({ allowed: true, patchType: 'JSONPatch', patch });
}

/** Adds one to an annotation, so that it tells how often it was asked. */
function counting(review: Review): HookAnswer {
  const annotations = review.request.object?.metadata?.annotations;
  const count = String(Number(annotations?.count ?? 0) + 1);
  const value = { ...annotations, count };
  return patching([{ op: 'add', path: '/metadata/annotations', value }])(review);
}

/** Renames `spec.size` to `spec.width` on the way to v2, and back. */
function converting({ apiVersion, kind, request }: Review): HookAnswer {
  const convertedObjects = (request.objects ?? []).map((object) => {
    const { size, width, ...rest } = (object.spec ?? {}) as Json;
    const value = size ?? width;
    const name = request.desiredAPIVersion?.endsWith('/v2') ? 'width' : 'size';
    return { ...object, apiVersion: request.desiredAPIVersion, spec: { ...rest, [name]: value } };
  });
  return {
    body: { apiVersion, kind, response: { uid: request.uid, result: { status: 'Success' }, convertedObjects } },
  };
}

const details = { causes: [{ reason: 'FieldValueInvalid', message: 'too plain', field: 'data' }] };

/** What webhooks do, by the last part of their URL. */
export const behaviours: Readonly<Record<string, (review: Review) => HookAnswer>> = {
  allow: answer({ allowed: true }),
  warn: answer({ allowed: true, warnings: ['mind the gap', 'a "quoted" word'] }),
  deny: answer({ allowed: false, status: { message: 'not today' } }),
  'deny-silently': answer({ allowed: false }),
  'deny-coded': answer({
    allowed: false,
    status: { code: 422, reason: 'Invalid', message: 'it is too plain', details },
  }),
  'deny-with-patch': answer({ allowed: false, patchType: 'JSONPatch', patch: 'W10=' }),
  label: patching([{ op: 'add', path: '/metadata/labels', value: { hooked: 'yes' } }]),
  data: patching([{ op: 'add', path: '/data', value: { hooked: 'yes' } }]),
  count: counting,
  'no-patch': answer({ allowed: true, patchType: 'JSONPatch', patch: Buffer.from('nonsense').toString('base64') }),
  'no-patch-type': answer({ allowed: true, patch: 'W10=' }),
  'impossible-patch': patching([{ op: 'remove', path: '/nowhere' }]),
  'invalid-object': patching([{ op: 'add', path: '/data', value: { 'bad key': 'x' } }]),
  'wrong-uid': (review) => answer({ uid: 'other', allowed: true })(review),
  'no-response': ({ apiVersion, kind }) => ({ body: { apiVersion, kind } }),
  'wrong-version': ({ kind, request }) => ({
    body: { apiVersion: 'admission.k8s.io/v1beta1', kind, response: { uid: request.uid, allowed: true } },
  }),
  garbage: () => ({ body: 'not json' }),
  broken: () => ({ status: 500, body: 'out of order' }),
  slow: (review) => ({ ...answer({ allowed: true })(review), delayMs: 5000 }),
  convert: converting,
  'convert-not': ({ apiVersion, kind, request }) => ({
    body: { apiVersion, kind, response: { uid: request.uid, result: { status: 'Failure', message: 'cannot tell' } } },
  }),
};
