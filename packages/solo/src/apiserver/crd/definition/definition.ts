// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// CustomResourceDefinitions as clients write them, and as Kubernetes looks at them when it judges them.

import type { KubeObject } from '@kubevirt-ts/kube';
import type { WebhookClientConfig } from '../../admission/webhook-client.ts';
import type { Schema } from '../../schema.ts';
import { goJson } from '../structural/causes.ts';

/** The names of a custom resource. */
export interface Names {
  plural: string;
  kind: string;
  singular?: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

/** A column of `kubectl get`. */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  format?: string;
  description?: string;
  priority?: number;
}

/** The subresources of a version. */
export interface Subresources {
  status?: object;
  scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
}

/** A schema as it may be written, with what no structural schema may have. */
export interface SchemaProps extends Omit<Schema, 'items'> {
  items?: Schema | Schema[];
  id?: string;
  $schema?: string;
  $ref?: string;
  definitions?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  dependencies?: Record<string, unknown>;
  additionalItems?: unknown;
}

/** One version of a custom resource. */
export interface Version {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: Schema };
  subresources?: Subresources;
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: { jsonPath: string }[];
}

/** How objects of one version become objects of another. */
export interface Conversion {
  strategy: string;
  webhook?: { clientConfig?: WebhookClientConfig; conversionReviewVersions?: string[] };
}

/** A condition of a definition. */
export interface DefinitionCondition {
  type: string;
  status: string;
  lastTransitionTime?: string;
  reason?: string;
  message?: string;
}

/** A CustomResourceDefinition; what a client left out may be missing, whatever the types say, until it was validated. */
export interface Definition extends KubeObject {
  spec: {
    group: string;
    names: Names;
    scope: string;
    versions: Version[];
    conversion?: Conversion;
    preserveUnknownFields?: boolean;
  };
  status?: { conditions?: DefinitionCondition[] | null; acceptedNames?: Names; storedVersions?: string[] };
}

/** What versions may have of their own or, when it is the same in all, in common. */
type Shared = Pick<Version, 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields'>;

/** A definition with what all versions have in common drawn together: causes name it there. @upstream the internal version of the kind */
export interface DefinitionView {
  common: Shared;
  versions: Version[];
}

const shared = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;

/** Draws together what all versions have in common. */
export function viewOf(definition: Definition): DefinitionView {
  const versions = definition.spec.versions ?? [];
  const [first] = versions;
  const isCommon = (key: keyof Shared) =>
    first !== undefined && versions.every((version) => isSame(version[key], first[key]));
  const common = shared.filter(isCommon);
  const pick = Object.fromEntries(common.map((key) => [key, first?.[key]])) as Shared;
  const without = Object.fromEntries(common.map((key) => [key, undefined]));
  return { common: pick, versions: versions.map((version) => ({ ...version, ...without })) };
}

function isSame(a: unknown, b: unknown): boolean {
  const absent = (value: unknown) => value === undefined || value === null || (Array.isArray(value) && !value.length);
  if (absent(a) || absent(b)) return absent(a) && absent(b);
  return a === b || goJson(a) === goJson(b);
}

/** Whether a condition of a definition is true. */
export function isTrue(definition: Definition, type: string): boolean {
  return definition.status?.conditions?.some((each) => each.type === type && each.status === 'True') ?? false;
}
