// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PackageFacts } from './package-facts.ts';

/** Types of admissionregistration/v1. */
export const admissionregistrationFacts: PackageFacts = {
  MatchCondition: {},
  MutatingWebhook: {
    admissionReviewVersions: 'atomic',
    failurePolicy: 'enum(Fail,Ignore) pointer',
    matchConditions: 'merge(name) map(name)',
    matchPolicy: 'enum(Equivalent,Exact) pointer',
    reinvocationPolicy: 'enum(IfNeeded,Never) pointer',
    rules: 'atomic',
    sideEffects: 'enum(None,NoneOnDryRun,Some,Unknown) pointer null',
    timeoutSeconds: 'pointer',
  },
  MutatingWebhookConfiguration: { webhooks: 'merge(name) map(name)' },
  RuleWithOperations: {
    apiGroups: 'atomic',
    apiVersions: 'atomic',
    operations: 'atomic enum(*,CONNECT,CREATE,DELETE,UPDATE)',
    resources: 'atomic',
    scope: 'enum(*,Cluster,Namespaced) pointer',
  },
  ServiceReference: { path: 'pointer', port: 'pointer' },
  ValidatingWebhook: {
    admissionReviewVersions: 'atomic',
    failurePolicy: 'enum(Fail,Ignore) pointer',
    matchConditions: 'merge(name) map(name)',
    matchPolicy: 'enum(Equivalent,Exact) pointer',
    rules: 'atomic',
    sideEffects: 'enum(None,NoneOnDryRun,Some,Unknown) pointer null',
    timeoutSeconds: 'pointer',
  },
  ValidatingWebhookConfiguration: { webhooks: 'merge(name) map(name)' },
  WebhookClientConfig: { url: 'pointer' },
};

/** Types of apiextensions/v1. */
export const apiextensionsFacts: PackageFacts = {
  CustomResourceColumnDefinition: {},
  CustomResourceConversion: {},
  CustomResourceDefinition: { status: 'written' },
  CustomResourceDefinitionCondition: { lastTransitionTime: 'written' },
  CustomResourceDefinitionNames: { categories: 'atomic', shortNames: 'atomic' },
  CustomResourceDefinitionSpec: { versions: 'atomic' },
  CustomResourceDefinitionStatus: {
    acceptedNames: 'written',
    conditions: 'map(type) written',
    storedVersions: 'atomic written',
  },
  CustomResourceDefinitionVersion: {
    additionalPrinterColumns: 'atomic',
    deprecationWarning: 'pointer',
    selectableFields: 'atomic',
  },
  CustomResourceSubresourceScale: { labelSelectorPath: 'pointer' },
  CustomResourceSubresources: {},
  CustomResourceValidation: {},
  ExternalDocumentation: {},
  JSONSchemaProps: {
    $ref: 'pointer',
    allOf: 'atomic',
    anyOf: 'atomic',
    enum: 'atomic',
    maxItems: 'pointer',
    maxLength: 'pointer',
    maxProperties: 'pointer',
    maximum: 'pointer',
    minItems: 'pointer',
    minLength: 'pointer',
    minProperties: 'pointer',
    minimum: 'pointer',
    multipleOf: 'pointer',
    oneOf: 'atomic',
    required: 'atomic',
    'x-kubernetes-list-map-keys': 'atomic',
    'x-kubernetes-list-type': 'pointer',
    'x-kubernetes-map-type': 'pointer',
    'x-kubernetes-preserve-unknown-fields': 'pointer',
    'x-kubernetes-validations': 'merge(rule) map(rule)',
  },
  SelectableField: {},
  ServiceReference: { path: 'pointer', port: 'pointer' },
  ValidationRule: {
    optionalOldSelf: 'pointer',
    reason: 'enum(FieldValueDuplicate,FieldValueForbidden,FieldValueInvalid,FieldValueRequired) pointer',
  },
  WebhookClientConfig: { url: 'pointer' },
  WebhookConversion: { conversionReviewVersions: 'atomic' },
};

/** Types of apiregistration/v1. */
export const apiregistrationFacts: PackageFacts = {
  APIService: { spec: 'written', status: 'written' },
  APIServiceCondition: { lastTransitionTime: 'written' },
  APIServiceSpec: { caBundle: 'atomic' },
  APIServiceStatus: { conditions: 'merge(type) map(type)' },
  ServiceReference: { port: 'pointer' },
};
