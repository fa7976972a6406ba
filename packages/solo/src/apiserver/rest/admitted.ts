// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Admission } from '../admission/admission.ts';
import type { AdmissionAttributes } from '../admission/attributes.ts';
import { forbidden, invalid, notFound, refusal } from '../errors.ts';
import type { Cause, Json } from '../kind.ts';
import { metadataCauses, metadataUpdateCauses } from '../kinds/validation/metadata.ts';
import { isDnsSubdomain, isPathSegment } from '../kinds/validation/names.ts';
import type { Writer } from '../patch/patches.ts';
import type { Call } from './call.ts';
import { dropDuplicateOwners } from './metadata.ts';
import type { WriteOptions } from './write-options.ts';

/** What webhooks are told of a write. */
export function attributesOf(
  call: Call,
  operation: AdmissionAttributes['operation'],
  o: Pick<WriteOptions, 'dryRun' | 'sent'> & { name: string },
): AdmissionAttributes {
  const { request, kind, namespace, subresource } = call;
  const optionsKind = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions', CONNECT: '' }[
    operation
  ];
  return {
    operation,
    kind,
    subresource,
    name: o.name,
    // A namespace is in itself.
    namespace: kind.collection === '/namespaces' ? o.name : namespace,
    user: request.user,
    dryRun: o.dryRun,
    options: { ...o.sent, kind: optionsKind, apiVersion: 'meta.k8s.io/v1' },
    warnings: request.warnings,
    signal: request.signal,
  };
}

/** Who writes, for managedFields. */
export function writerOf(call: Call, options: WriteOptions): Writer {
  const { kind, o, subresource } = call;
  return {
    manager: options.manager,
    kind,
    versionOf: (apiVersion) => o.kinds.byKind(apiVersion, kind.kind),
    subresource,
    now: o.now(),
  };
}

/** The object as mutating admission leaves it. @throws ApiError */
export async function mutated(
  call: Call,
  attributes: AdmissionAttributes,
  { object, live, admission }: { object: Json; live?: Json; admission?: Pick<Admission, 'mutate'> },
): Promise<Json> {
  const { o, request } = call;
  checkNamespace(call, attributes.operation, object);
  const next = (await (admission ?? o.admission).mutate(attributes, object, live)) ?? object;
  const duplicates = dropDuplicateOwners(next);
  if (duplicates.length > 0) request.warnings.push(duplicateOwners(duplicates, ' after mutating admission happens'));
  if (next === object) return object;
  return o.patches.settle({ live: undefined, beforeAdmission: object, next, warnings: request.warnings });
}

/** Warns of owner references that were there twice, which are taken out, in place. */
export function warnOfDuplicateOwners(call: Call, object: Json): void {
  const duplicates = dropDuplicateOwners(object);
  if (duplicates.length > 0) call.request.warnings.push(duplicateOwners(duplicates, ''));
}

function duplicateOwners(uids: readonly string[], when: string): string {
  const which = `.metadata.ownerReferences contains duplicate entries${when}`;
  return `${which}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids.join(', ')}`;
}

/** New things need a namespace that is there and stays. @upstream the NamespaceLifecycle admission plugin @throws ApiError 403, 404 */
function checkNamespace(call: Call, operation: AdmissionAttributes['operation'], object: Json): void {
  const { kind, namespace, o } = call;
  if (!kind.namespaced || operation !== 'CREATE') return;
  const stored = o.store.get('/namespaces', namespace);
  if (!stored) throw notFound({ group: '', plural: 'namespaces' }, namespace);
  if (!stored.json.includes('"deletionTimestamp":')) return;
  const { metadata } = JSON.parse(stored.json) as Json;
  if (!metadata?.deletionTimestamp) return;
  const { name, generateName } = object.metadata ?? {};
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { message, details } = forbidden(kind, name || generateName || 'Unknown', why).status;
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw refusal(403, 'Forbidden', message ?? '', { details: { ...details, causes: [cause] } });
}

/** Refuses a new object with something wrong in it. @throws ApiError 422 */
export function validateNew(call: Call, object: Json): void {
  const { kind, request } = call;
  const name = object.metadata?.name ?? '';
  const namespaced = kind.namespaced;
  const causes: Cause[] = kind.isCustom ? metadataCauses(object, { namespaced, nameRule: isDnsSubdomain }) : [];
  causes.push(...(kind.strategy.validate?.(object) ?? []));
  if (causes.length === 0) causes.push(...metadataCauses(object, { namespaced, nameRule: isPathSegment }));
  if (causes.length > 0) throw invalid(kind, name, causes);
  request.warnings.push(...(kind.strategy.warnings?.(object) ?? []));
}

/** Refuses a changed object with something wrong in it; what is wrong with metadata is said more than once, as Kubernetes does. @throws ApiError 422 */
export function validateChanged(call: Call, object: Json, live: Json): void {
  const { kind, request } = call;
  const common = metadataCauses(object, { namespaced: kind.namespaced, nameRule: isPathSegment });
  const causes = [
    ...common,
    ...metadataUpdateCauses(object, live),
    ...(kind.isCustom ? metadataUpdateCauses(object, live) : common),
    ...(kind.strategy.validateUpdate?.(object, live) ?? []),
  ];
  if (causes.length > 0) throw invalid(kind, object.metadata?.name ?? '', causes);
  request.warnings.push(...(kind.strategy.warnings?.(object, live) ?? []));
}
