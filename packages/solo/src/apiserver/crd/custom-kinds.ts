// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CustomResourceDefinition } from '@kubevirt-ts/kube';
import type { WebhookClient } from '../admission/webhook-client.ts';
import { compareVersions } from '../discovery/groups.ts';
import type { Json, Kind } from '../kind.ts';
import type { Schema } from '../schema.ts';
import { customColumns } from './columns.ts';
import { converter } from './conversion.ts';
import { customStrategy } from './custom-strategy.ts';
import type { Definition, Version } from './definition/definition.ts';
import { jsonPath } from './json-path.ts';

/** What the kinds of a definition need from outside. */
export interface CustomKindDeps {
  /** The schema of metadata, as every kind has it. */
  objectMeta: Schema;
  /** Calls conversion webhooks. */
  webhooks: WebhookClient;
}

// In the order in which Kubernetes lists them.
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'] as const;

/**
 * The kinds a definition stands for, one per served version. Their strategy does all of defaulting and validation
 * (schema, formats, list types, CEL, ratcheting); pruning is for who decodes: `prune(kind.schema, object)`.
 */
export function customKinds(crd: CustomResourceDefinition, deps: CustomKindDeps): Kind[] {
  const definition = crd as unknown as Definition;
  const { spec, status } = definition;
  const names = status?.acceptedNames?.kind ? status.acceptedNames : spec.names;
  const served = spec.versions.filter((version) => version.served);
  const storageVersion = spec.versions.find((version) => version.storage)?.name ?? '';
  return served.map((version): Kind => {
    const apiVersion = `${spec.group}/${version.name}`;
    const own = version.schema?.openAPIV3Schema ?? open;
    const namespaced = spec.scope === 'Namespaced';
    return {
      group: spec.group,
      version: version.name,
      kind: names.kind,
      plural: spec.names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced,
      collection: `${spec.group}/${spec.names.plural}`,
      verbs,
      schema: published(own, deps.objectMeta, true),
      isCustom: true,
      storageVersion,
      convert: converter(definition, apiVersion, deps.webhooks),
      columns: customColumns(version.additionalPrinterColumns, deps.objectMeta),
      hasStatus: Boolean(version.subresources?.status),
      ...(version.subresources?.scale && { scale: version.subresources.scale }),
      connectors: {},
      strategy: customStrategy(own, {
        apiVersion,
        kind: names.kind,
        plural: spec.names.plural,
        scale: version.subresources?.scale,
        selectable: selectable(version),
        isTerminating: definition.metadata?.deletionTimestamp !== undefined,
      }),
      ...(version.deprecated && { deprecationWarning: version.deprecationWarning ?? deprecation(definition, version) }),
    };
  });
}

const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function deprecation(definition: Definition, version: Version): string {
  const { group, names, versions } = definition.spec;
  const [better] = versions
    .filter((each) => each.served && !each.deprecated && compareVersions(each.name, version.name) < 0)
    .sort((a, b) => compareVersions(a.name, b.name));
  const instead = better ? `; use ${group}/${better.name} ${names.kind}` : '';
  return `${group}/${version.name} ${names.kind} is deprecated${instead}`;
}

function selectable(version: Version): ((object: Json) => Record<string, string>) | undefined {
  if (!version.selectableFields?.length) return undefined;
  const fields = version.selectableFields.map(({ jsonPath: path }) => ({
    name: path.replace(/^\./, ''),
    find: jsonPath(path),
  }));
  return (object) =>
    Object.fromEntries(
      fields.map(({ name, find }) => {
        const [value] = find(object);
        return [name, value === undefined || value === null ? '' : String(value)];
      }),
    );
}

/** A schema as OpenAPI publishes it and as objects are decoded by: with apiVersion, kind and metadata wherever an object is. */
function published(schema: Schema, objectMeta: Schema, isObject: boolean): Schema {
  const isWhole = isObject || schema['x-kubernetes-embedded-resource'] === true;
  const below = (each: Schema) => published(each, objectMeta, false);
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [name, below(field)]),
  );
  const { additionalProperties: extra, items } = schema;
  return {
    ...schema,
    ...((schema.properties || isWhole) && {
      properties: isWhole ? { ...typeMeta, ...properties, metadata: objectMeta } : properties,
    }),
    ...(typeof extra === 'object' && { additionalProperties: below(extra) }),
    ...(items && { items: below(items) }),
  };
}

const typeMeta: Record<string, Schema> = {
  apiVersion: {
    description:
      'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
    type: 'string',
  },
  kind: {
    description:
      'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
    type: 'string',
  },
};
