// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest, conflict, invalid } from '../errors.ts';
import type { Json, ScalePaths } from '../kind.ts';
import { negative } from '../kinds/validation/causes.ts';
import type { Writer } from '../patch/patches.ts';
import type { ApiResponse } from '../request.ts';
import { attributesOf, writerOf } from './admitted.ts';
import type { Call } from './call.ts';
import { decodeObject } from './decode.ts';
import { storedObject } from './get.ts';
import { matchName, matchNamespace } from './metadata.ts';
import { patchedObject } from './patch.ts';
import { present } from './present.ts';
import { type Scale, scaleKind, scaleOf, withReplicas } from './scale-object.ts';
import { change } from './update.ts';
import { type WriteOptions, writeOptions } from './write-options.ts';

const objectKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** Answers a request to the scale of an object. */
export async function scale(call: Call, paths: ScalePaths): Promise<ApiResponse> {
  const scaleCall: Call = { ...call, kind: scaleKind };
  const { kind, o, request, view } = call;
  switch (request.method) {
    case 'PUT': {
      const options = writeOptions(call, 'UpdateOptions');
      const sent = decodeObject(scaleCall, options.fieldValidation);
      matchNamespace(scaleCall, sent);
      matchName(scaleCall, sent);
      scaleKind.strategy.setDefaults?.(sent);
      const next = (writer: Writer, live: Scale) => o.patches.update(writer, live, sent);
      return present(scaleCall, 200, await changeScale(call, paths, { options, uid: sent.metadata?.uid, next }));
    }
    case 'PATCH': {
      const type = o.patches.typeOf(request.headers['content-type'], kind);
      const options = writeOptions(call, 'PatchOptions', type);
      const body = o.patches.read(type, request.body);
      const next = (writer: Writer, live: Scale) => patchedObject(scaleCall, { type, options, body, writer }, live);
      return present(scaleCall, 200, await changeScale(call, paths, { options, next }));
    }
    default: {
      // Built-in kinds name what is not there by its path.
      const named = kind.isCustom ? call : { ...call, kind: { ...kind, plural: `${kind.plural}/scale` } };
      return present(scaleCall, 200, scaleOf(kind, paths, await view.object(kind, storedObject(named))));
    }
  }
}

interface ScaleChange {
  options: WriteOptions;
  /** The uid that the object must have. */
  uid?: string;
  next: (writer: Writer, live: Scale) => Promise<Json>;
}

async function changeScale(call: Call, paths: ScalePaths, { options, uid, next }: ScaleChange): Promise<Scale> {
  const { kind, o, name } = call;
  const writer = writerOf(call, options);
  const attributes = { ...attributesOf(call, 'UPDATE', { ...options, name }), objectKind };
  const { object } = await change(call, {
    options,
    uid,
    creates: false,
    next: async (live) => {
      const parent = live as Json;
      const old = scaleOf(kind, paths, parent);
      const entries = o.patches.scaleEntries(writer, parent);
      const owned = entries.length ? { ...old, metadata: { ...old.metadata, managedFields: entries as never } } : old;
      const wanted = (await next({ ...writer, kind: scaleKind }, owned)) as Scale;
      const admitted = ((await o.admission.mutate(attributes, wanted, old)) ?? wanted) as Scale;
      checkScale(call, admitted, old);
      return scaled(call, { paths, parent, writer, scale: admitted });
    },
    admission: {
      mutate: (_, parent) => Promise.resolve(parent),
      validate: (_, parent, live) =>
        o.admission.validate(attributes, scaleOf(kind, paths, parent as Json), scaleOf(kind, paths, live as Json)),
    },
  });
  return scaleOf(kind, paths, object);
}

/** @throws ApiError 409, 422 */
function checkScale(call: Call, scale: Scale, old: Scale): void {
  const { kind, name } = call;
  const uid = scale.metadata?.uid;
  if (uid && uid !== old.metadata?.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata?.uid}`;
    throw conflict(kind, name, why);
  }
  if (kind.isCustom) return;
  const causes = [...(scaleKind.strategy.validate?.(scale) ?? []), ...negative('spec.replicas', scale.spec?.replicas)];
  if (causes.length > 0) throw invalid(scaleKind, name, causes);
}

interface Scaling {
  paths: ScalePaths;
  parent: Json;
  writer: Writer;
  scale: Scale;
}

/** The object with what its Scale says. */
function scaled(call: Call, { paths, parent, writer, scale }: Scaling): Json {
  const replicas = scale.spec?.replicas ?? 0;
  if (typeof replicas !== 'number') throw badRequest('spec.replicas is no number');
  const next = withReplicas(parent, paths, replicas);
  const entries = call.o.patches.parentEntries(writer, parent, scale);
  const { resourceVersion } = scale.metadata ?? {};
  next.metadata = { ...next.metadata, ...(resourceVersion && { resourceVersion }) };
  if (entries.length > 0) next.metadata.managedFields = entries as never;
  else delete next.metadata.managedFields;
  return next;
}
