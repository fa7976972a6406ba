// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json, Strategy } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { goQuote } from '../structural/causes.ts';
import { isKnownFormat } from '../structural/formats.ts';
import { setCondition } from './conditions.ts';
import type { Definition } from './definition.ts';
import { definitionCauses, definitionUpdateCauses } from './validate.ts';

/** Keeps a definition until all its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** What is special about CustomResourceDefinitions. */
export function definitionStrategy(o: { now: () => Date }): Strategy {
  return {
    setDefaults: (object) => setDefaults(object as unknown as Definition),
    prepareForCreate(object) {
      const definition = object as unknown as Definition;
      definition.status = { conditions: null, acceptedNames: { plural: '', kind: '' } };
      storeVersion(definition);
    },
    prepareForUpdate: (object) => storeVersion(object as unknown as Definition),
    prepareForDelete(object) {
      const definition = object as unknown as Definition;
      definition.metadata ??= {};
      const { metadata } = definition;
      metadata.finalizers = [...new Set([...(metadata.finalizers ?? []), cleanupFinalizer])];
      setCondition(definition, o.now(), {
        type: 'Terminating',
        status: 'True',
        reason: 'InstanceDeletionPending',
        message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      });
    },
    validate: (object) => definitionCauses(object as unknown as Definition),
    validateUpdate: (object, old) =>
      definitionUpdateCauses(object as unknown as Definition, old as unknown as Definition),
    warnings: (object) => warnings(object),
  };
}

function setDefaults(definition: Definition): void {
  const { spec } = definition;
  if (!spec) return;
  spec.names ??= { plural: '', kind: '' };
  const { names } = spec;
  if (!names.singular && names.kind) names.singular = names.kind.toLowerCase();
  if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
  spec.conversion ??= { strategy: 'None' };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service) service.port ??= 443;
  if (!definition.status?.storedVersions?.length) storeVersion(definition);
}

/** Notes the version that objects are stored in from now on among those they may be stored in. */
function storeVersion(definition: Definition): void {
  const storage = definition.spec?.versions?.find((version) => version.storage)?.name;
  if (!storage) return;
  definition.status ??= {};
  const { status } = definition;
  const stored = status.storedVersions ?? [];
  if (!stored.includes(storage)) status.storedVersions = [...stored, storage];
}

function warnings(object: Json): string[] {
  const found = new Set<string>();
  for (const version of (object as unknown as Definition).spec?.versions ?? []) {
    const schema = version.schema?.openAPIV3Schema;
    if (schema) visit(schema, found);
  }
  return [...found];
}

function visit(schema: Schema, found: Set<string>): void {
  if (!isKnownFormat(schema)) found.add(`unrecognized format ${goQuote(schema.format ?? '')}`);
  const itemType = schema.items?.type;
  if (schema['x-kubernetes-list-type'] === 'set' && (itemType === 'object' || itemType === 'array'))
    found.add(
      `x-kubernetes-list-type: set for items of type "${itemType}" is not supported by server-side apply or CEL validation rules`,
    );
  const parts = [
    ...Object.values(schema.properties ?? {}),
    schema.items,
    schema.additionalProperties,
    schema.not,
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
  ];
  for (const part of parts) if (part && typeof part === 'object') visit(part, found);
}
