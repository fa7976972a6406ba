// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type ObjectMeta, type OwnerReference } from '@kubevirt-ts/kube';
import type { Cause, Json } from '../../kind.ts';
import { forbiddenField, immutableMessage, invalidEach, invalidValue, negative, required, tooLong } from './causes.ts';
import { isDnsLabel, isLabelValue, isQualifiedName, type TextRule } from './names.ts';

const maxAnnotationsBytes = 256 * 1024;

/** What is wrong with the metadata of a new object whose name is to follow `nameRule`. */
export function metadataCauses(object: Json, o: { namespaced: boolean; nameRule: TextRule }): Cause[] {
  const meta = object.metadata ?? {};
  const causes: Cause[] = [];
  if (meta.generateName) {
    // The name goes on after the prefix, so that a dash at its end is not the end.
    const prefix = meta.generateName.length > 1 ? meta.generateName.replace(/.-$/, 'a') : meta.generateName;
    causes.push(...invalidEach('metadata.generateName', meta.generateName, o.nameRule(prefix)));
  }
  if (!meta.name) causes.push(required('metadata.name', 'name or generateName is required'));
  else causes.push(...invalidEach('metadata.name', meta.name, o.nameRule(meta.name)));
  if (!o.namespaced) {
    if (meta.namespace) causes.push(forbiddenField('metadata.namespace', 'not allowed on this type'));
  } else if (!meta.namespace) causes.push(required('metadata.namespace'));
  else causes.push(...invalidEach('metadata.namespace', meta.namespace, isDnsLabel(meta.namespace)));
  return [...causes, ...commonCauses(meta)];
}

function commonCauses(meta: ObjectMeta): Cause[] {
  return [
    ...negative('metadata.generation', meta.generation),
    ...labelCauses('metadata.labels', meta.labels),
    ...annotationCauses('metadata.annotations', meta.annotations),
    ...ownerCauses(meta.ownerReferences ?? []),
    ...finalizerCauses('metadata.finalizers', meta.finalizers ?? []),
  ];
}

/** What is wrong with labels. */
export function labelCauses(field: string, labels: Readonly<Record<string, string>> | undefined): Cause[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...invalidEach(field, key, isQualifiedName(key)),
    ...invalidEach(field, value, isLabelValue(value)),
  ]);
}

/** What is wrong with annotations. */
export function annotationCauses(field: string, annotations: Readonly<Record<string, string>> | undefined): Cause[] {
  const entries = Object.entries(annotations ?? {});
  const causes = entries.flatMap(([key]) => invalidEach(field, key, isQualifiedName(key.toLowerCase())));
  let sizeBytes = 0;
  for (const [key, value] of entries) sizeBytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  return sizeBytes > maxAnnotationsBytes ? [...causes, tooLong(field, maxAnnotationsBytes)] : causes;
}

function ownerCauses(owners: readonly OwnerReference[]): Cause[] {
  const causes = owners.flatMap((owner, i) => oneOwnerCauses(`metadata.ownerReferences[${i}]`, owner));
  const controllers = owners.filter((owner) => owner.controller === true).map((owner) => `${owner.kind}/${owner.name}`);
  for (const other of controllers.slice(1)) {
    const sentence = `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0]} and ${other}`;
    causes.push(invalidValue('metadata.ownerReferences', owners, sentence));
  }
  return causes;
}

function oneOwnerCauses(field: string, owner: OwnerReference): Cause[] {
  const causes: Cause[] = [];
  const parts = (owner.apiVersion ?? '').split('/');
  if (!owner.apiVersion) causes.push(required(`${field}.apiVersion`, 'must not be empty'));
  else if (parts.length > 2 || !parts.at(-1)) {
    causes.push(invalidValue(`${field}.apiVersion`, owner.apiVersion, 'must be <group>/<version> or <version>'));
  }
  for (const name of ['kind', 'name', 'uid'] as const) {
    if (!owner[name]) causes.push(required(`${field}.${name}`, 'must not be empty'));
  }
  if (owner.apiVersion === 'v1' && owner.kind === 'Event') {
    causes.push(invalidValue(field, owner, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return causes;
}

const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Finalizers whose names nobody vouches for: those of Kubernetes' own have no domain, all others must. */
export function plainFinalizerCauses({ metadata }: Json): Cause[] {
  return (metadata?.finalizers ?? []).flatMap((name, i) => {
    if (name.includes('/') || standardFinalizers.has(name)) return [];
    const sentence = 'name is neither a standard finalizer name nor is it fully qualified';
    return [invalidValue(`metadata.finalizers[${i}]`, name, sentence)];
  });
}

function finalizerCauses(field: string, finalizers: readonly string[]): Cause[] {
  const causes = finalizers.flatMap((name) => invalidEach(field, name, isQualifiedName(name)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    causes.push(invalidValue(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  return causes;
}

const fixed = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What is wrong with the metadata of a changed object. */
export function metadataUpdateCauses(object: Json, old: Json): Cause[] {
  const [meta, before] = [object.metadata ?? {}, old.metadata ?? {}];
  const causes: Cause[] = [];
  const added = (meta.finalizers ?? []).filter((name) => !before.finalizers?.includes(name));
  if (before.deletionTimestamp && added.length) {
    const list = added
      .sort()
      .map((name) => JSON.stringify(name))
      .join(', ');
    const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
    causes.push(forbiddenField('metadata.finalizers', why));
  }
  for (const name of fixed) {
    if (meta[name] !== before[name]) causes.push(invalidValue(`metadata.${name}`, meta[name], immutableMessage));
  }
  return [...causes, ...commonCauses(meta)];
}

/** Why a field that never changes is refused, if it changed. */
export function immutable(field: string, value: unknown, old: unknown): Cause[] {
  return isDeepEqual(value, old) ? [] : [invalidValue(field, value, immutableMessage)];
}
