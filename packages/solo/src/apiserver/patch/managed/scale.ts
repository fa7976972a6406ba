// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json } from '../../kind.ts';
import { difference, has, isEmpty, type Path, setOf } from '../fields/field-set.ts';
import { fieldElement } from '../fields/path-element.ts';
import type { Writer } from '../patches.ts';
import { decodeManagers, encodeManagers, identity, type ManagedFieldsEntry, type Managers } from './managers.ts';
import { apiVersionOf } from './versions.ts';

const scaleVersion = 'autoscaling/v1';
const replicasOfScale: Path = ['f:spec', 'f:replicas'];

/** As `Patches.scaleEntries`: those who own the number of replicas own it in the Scale too. */
export function scaleEntries(writer: Writer, parent: Json): ManagedFieldsEntry[] {
  const managers: Managers = new Map();
  for (const [id, owned] of managersOf(parent)) {
    const path = replicasPath(writer, owned.apiVersion);
    if (path && has(owned.fields, path))
      managers.set(id, { ...owned, apiVersion: scaleVersion, fields: setOf(replicasOfScale) });
  }
  return encodeManagers(managers) ?? [];
}

/** As `Patches.parentEntries`: who lost the number in the Scale loses it in the parent, who took it there has it here. */
export function parentEntries(writer: Writer, parent: Json, scale: Json): ManagedFieldsEntry[] {
  const own = apiVersionOf(writer.kind);
  const scaled = managersOf(scale);
  const managers: Managers = new Map();
  for (const [id, owned] of managersOf(parent)) {
    const kind = owned.apiVersion === own ? writer.kind : writer.versionOf(owned.apiVersion);
    if (!kind) continue;
    const path = replicasPath(writer, owned.apiVersion);
    if (!path || !has(owned.fields, path) || scaled.delete(identity({ ...owned, apiVersion: scaleVersion }))) {
      managers.set(id, owned);
      continue;
    }
    const fields = difference(owned.fields, setOf(path));
    if (!isEmpty(fields)) managers.set(id, { ...owned, fields });
  }
  const path = replicasPath(writer, own);
  for (const owned of scaled.values()) {
    if (!path || !has(owned.fields, replicasOfScale)) continue;
    // As Kubernetes has it, such an entry has no time.
    const taken = { ...owned, apiVersion: own, time: undefined, fields: setOf(path) };
    managers.set(identity(taken), taken);
  }
  return encodeManagers(managers) ?? [];
}

function managersOf(object: Json): Managers {
  return decodeManagers((object.metadata?.managedFields ?? undefined) as ManagedFieldsEntry[] | undefined);
}

function replicasPath(writer: Writer, apiVersion: string): Path | undefined {
  const kind = apiVersion === apiVersionOf(writer.kind) ? writer.kind : writer.versionOf(apiVersion);
  const path = kind?.scale?.specReplicasPath;
  return path?.split('.').slice(1).map(fieldElement);
}
