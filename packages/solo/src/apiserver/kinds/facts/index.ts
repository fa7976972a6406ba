// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { authenticationFacts, authorizationFacts, rbacFacts } from './access.ts';
import { coordinationFacts, discoveryFacts, eventsFacts, schedulingFacts, storageFacts } from './cluster.ts';
import { coreFacts } from './core.ts';
import { admissionregistrationFacts, apiextensionsFacts, apiregistrationFacts } from './extension.ts';
import { metaFacts } from './meta.ts';
import type { PackageFacts } from './package-facts.ts';
import { podFacts } from './pod.ts';
import { volumeFacts } from './volumes.ts';
import { appsFacts, autoscalingFacts, batchFacts, policyFacts } from './workloads.ts';

/** The facts of all packages, by the name OpenAPI publishes their types under. */
export const facts: Readonly<Record<string, PackageFacts>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1': metaFacts,
  'io.k8s.api.core.v1': { ...podFacts, ...volumeFacts, ...coreFacts },
  'io.k8s.api.apps.v1': appsFacts,
  'io.k8s.api.batch.v1': batchFacts,
  'io.k8s.api.policy.v1': policyFacts,
  'io.k8s.api.autoscaling.v1': autoscalingFacts,
  'io.k8s.api.authentication.v1': authenticationFacts,
  'io.k8s.api.authorization.v1': authorizationFacts,
  'io.k8s.api.rbac.v1': rbacFacts,
  'io.k8s.api.coordination.v1': coordinationFacts,
  'io.k8s.api.discovery.v1': discoveryFacts,
  'io.k8s.api.events.v1': eventsFacts,
  'io.k8s.api.scheduling.v1': schedulingFacts,
  'io.k8s.api.storage.v1': storageFacts,
  'io.k8s.api.admissionregistration.v1': admissionregistrationFacts,
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1': apiextensionsFacts,
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1': apiregistrationFacts,
};

/** The package of models whose name says it because several packages have the type: `CoreV1Event`, `RbacV1Subject`. */
export const packagePrefixes: Readonly<Record<string, string>> = {
  Core: 'io.k8s.api.core.v1',
  Events: 'io.k8s.api.events.v1',
  Discovery: 'io.k8s.api.discovery.v1',
  Rbac: 'io.k8s.api.rbac.v1',
  Authentication: 'io.k8s.api.authentication.v1',
  Admissionregistration: 'io.k8s.api.admissionregistration.v1',
  Apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  Apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1',
};
