// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * What an object of a kind may hold: JSON Schema as Kubernetes uses it (structural, with the `x-kubernetes-` extensions).
 * Nodes may be shared between schemas, and a schema may contain itself (JSONSchemaProps does): walk along an object, not along the schema.
 */
export interface Schema {
  /** The name this node is published under in OpenAPI, such as `io.k8s.api.core.v1.PodSpec`; inlined when absent. */
  definition?: string;
  description?: string;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  default?: unknown;
  enum?: unknown[];
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  title?: string;
  example?: unknown;
  externalDocs?: unknown;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'granular' | 'atomic';
  /** Strategic merge patch only, as built-in kinds have it: `merge`, `replace`, `retainKeys`, or two joined by a comma. */
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-validations'?: CelRule[];
  /** Built-in kinds: properties that are there even when empty, as Go structs without omitempty have them, and what they then are. */
  written?: Readonly<Record<string, 'zero' | 'null'>>;
  /** Built-in kinds: properties whose empty value (`''`, 0, false) means something else than their absence, as Go pointers do. */
  pointers?: ReadonlySet<string>;
  /** Built-in kinds: what properties are that are left out. */
  presets?: Readonly<Record<string, unknown>>;
  /** Built-in kinds: what an object is decoded as where OpenAPI says nothing, such as `items` in a CRD's schema. */
  decodedAs?: Schema;
}

/** A rule in CEL that values of a schema must satisfy. */
export interface CelRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}
