// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Buffer } from 'node:buffer';
import type { APIService, MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '@kubevirt-ts/kube';
import { type AdmissionHook, admissionHooks } from '@kubevirt-ts/rules/admission';

/** What the API server must know to reach and trust our servers, and what it can express. */
export interface AdmissionTarget {
  namespace: string;
  /** PEM bundle of certificate authorities. */
  caBundle: string;
  /** Whether webhook configurations know `matchConditions` (from 1.28). */
  matchConditions: boolean;
}

/** The paths at which the operator itself judges KubeVirt objects. */
export const operatorPaths = {
  create: '/kubevirt-validate-create',
  update: '/kubevirt-validate-update',
  delete: '/kubevirt-validate-delete',
} as const;

const encoded = (pem: string): string => Buffer.from(pem).toString('base64');

const registration = (hook: AdmissionHook, service: string, target: AdmissionTarget) => ({
  name: hook.name,
  admissionReviewVersions: ['v1'],
  clientConfig: {
    service: { name: service, namespace: target.namespace, path: hook.path, port: 443 },
    caBundle: encoded(target.caBundle),
  },
  rules: hook.rules.map((rule) => ({
    operations: [...rule.operations],
    apiGroups: [...rule.apiGroups],
    apiVersions: [...rule.apiVersions],
    resources: [...rule.resources],
    scope: '*',
  })),
  failurePolicy:
    (hook.matchConditions && !target.matchConditions && hook.failurePolicyWithoutMatchConditions) || hook.failurePolicy,
  matchPolicy: 'Equivalent',
  sideEffects: hook.sideEffects,
  timeoutSeconds: hook.timeoutSeconds,
  ...(hook.matchConditions && target.matchConditions
    ? { matchConditions: hook.matchConditions.map((condition) => ({ ...condition })) }
    : {}),
});

const kubevirtHook = (name: string, path: string, operation: 'CREATE' | 'UPDATE' | 'DELETE'): AdmissionHook => ({
  type: 'validating',
  name,
  path,
  rules: [
    { operations: [operation], apiGroups: ['kubevirt.io'], apiVersions: ['v1alpha3', 'v1'], resources: ['kubevirts'] },
  ],
  failurePolicy: 'Fail',
  sideEffects: 'None',
  timeoutSeconds: 10,
});

const operatorHooks: readonly AdmissionHook[] = [
  kubevirtHook('kubevirt-validator.kubevirt.io', operatorPaths.delete, 'DELETE'),
  kubevirtHook('kubevirt-update-validator.kubevirt.io', operatorPaths.update, 'UPDATE'),
  kubevirtHook('kubevirt-create-validator.kubevirt.io', operatorPaths.create, 'CREATE'),
];

const metadata = (name: string, secret: string) => ({
  name,
  labels: { 'kubevirt.io': name },
  annotations: { 'certificates.kubevirt.io/secret': secret },
});

const validating = (
  name: string,
  secret: string,
  webhooks: ReturnType<typeof registration>[],
): ValidatingWebhookConfiguration => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: metadata(name, secret),
  webhooks,
});

/** Every admission hook of an installation, registered with the API server. */
export const webhookConfigurations = (
  target: AdmissionTarget,
): [ValidatingWebhookConfiguration, ValidatingWebhookConfiguration, MutatingWebhookConfiguration] => {
  const virtApi = (type: AdmissionHook['type']) =>
    admissionHooks.filter((hook) => hook.type === type).map((hook) => registration(hook, 'virt-api', target));
  return [
    validating(
      'virt-operator-validator',
      'kubevirt-operator-certs',
      operatorHooks.map((hook) => registration(hook, 'kubevirt-operator-webhook', target)),
    ),
    validating('virt-api-validator', 'kubevirt-virt-api-certs', virtApi('validating')),
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: metadata('virt-api-mutator', 'kubevirt-virt-api-certs'),
      webhooks: virtApi('mutating').map((hook) => ({ ...hook, reinvocationPolicy: 'Never' })),
    },
  ];
};

/** The aggregated APIs virt-api serves. */
export const apiServices = (target: AdmissionTarget): APIService[] =>
  ['v1', 'v1alpha3'].map((version) => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: {
      name: `${version}.subresources.kubevirt.io`,
      labels: { 'kubevirt.io': 'virt-api-aggregator' },
      annotations: { 'certificates.kubevirt.io/secret': 'kubevirt-virt-api-certs' },
    },
    spec: {
      group: 'subresources.kubevirt.io',
      version,
      service: { name: 'virt-api', namespace: target.namespace, port: 443 },
      insecureSkipTLSVerify: false,
      caBundle: encoded(target.caBundle),
      groupPriorityMinimum: 1000,
      versionPriority: 15,
    },
  }));

/** The name of the webhook configuration that refuses objects of kinds no running virt-api knows yet. */
export const temporaryWebhookName = 'virt-operator-tmp-webhook';

/**
 * Refuses every new object of the named kinds, because its service does not exist.
 * @differs one configuration of fixed name instead of a generated one, so that it can be found again after a restart
 */
export const temporaryWebhook = (
  definitions: readonly { name: string; group: string; plural: string; versions: readonly string[] }[],
  target: AdmissionTarget,
): ValidatingWebhookConfiguration => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: temporaryWebhookName, labels: { 'kubevirt.io': '' } },
  webhooks: definitions.map(({ name, group, plural, versions }) =>
    registration(
      {
        type: 'validating',
        name: `${name}-tmp-validator`,
        path: '/fake-path',
        rules: [{ operations: ['CREATE'], apiGroups: [group], apiVersions: [...versions], resources: [plural] }],
        failurePolicy: 'Fail',
        sideEffects: 'None',
        timeoutSeconds: 10,
      },
      'fake-validation-service',
      target,
    ),
  ),
});
