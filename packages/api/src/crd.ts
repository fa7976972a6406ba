// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The CustomResourceDefinitions of the six core kinds, complete, ready to be applied.

import { coreGroup, type Kind, type KindFacts, kinds, type PrinterColumn, type Subresources } from './kinds.ts';
import { versions } from './names.ts';
import { type StructuralSchema, structuralKind } from './structural.ts';

/** One served version of a kind. */
export interface CustomResourceDefinitionVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema: { openAPIV3Schema: StructuralSchema };
  subresources?: Subresources;
  additionalPrinterColumns?: PrinterColumn[];
}

/** A definition as it is sent to the API server. */
export interface CustomResourceDefinition {
  apiVersion: 'apiextensions.k8s.io/v1';
  kind: 'CustomResourceDefinition';
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    group: string;
    scope: 'Namespaced';
    names: {
      kind: string;
      listKind: string;
      plural: string;
      singular: string;
      shortNames: string[];
      categories: string[];
    };
    conversion: { strategy: 'None' };
    versions: CustomResourceDefinitionVersion[];
  };
}

/** What clients of the older version are told with every answer. */
export const deprecationWarning = 'kubevirt.io/v1alpha3 is now deprecated and will be removed in a future release.';

/** The definition of one kind. */
export function crd(kind: Kind): CustomResourceDefinition {
  const facts: KindFacts = kinds[kind];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${facts.plural}.${coreGroup}`, labels: { [facts.label]: '' } },
    spec: {
      group: coreGroup,
      scope: 'Namespaced',
      names: {
        kind: facts.kind,
        listKind: `${facts.kind}List`,
        plural: facts.plural,
        singular: facts.kind.toLowerCase(),
        shortNames: [...facts.shortNames],
        categories: ['all'],
      },
      conversion: { strategy: 'None' },
      versions: [
        { name: versions.storage, served: true, storage: true, ...served(facts, { descriptions: true }) },
        {
          name: versions.deprecated,
          served: true,
          storage: false,
          deprecated: true,
          deprecationWarning,
          // The same fields; their texts would double what every API server keeps in memory.
          ...served(facts, { descriptions: false }),
        },
      ],
    },
  };
}

/** The definitions of all six kinds. */
export const crds = (): CustomResourceDefinition[] => (Object.keys(kinds) as Kind[]).map(crd);

function served(
  facts: KindFacts,
  options: { descriptions: boolean },
): Pick<CustomResourceDefinitionVersion, 'schema' | 'subresources' | 'additionalPrinterColumns'> {
  return {
    schema: { openAPIV3Schema: structuralKind(facts.schema, options) },
    ...(facts.subresources && { subresources: facts.subresources }),
    ...(facts.columns.length && { additionalPrinterColumns: [...facts.columns] }),
  };
}
