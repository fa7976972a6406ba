// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeObject, keyOf, type Resource, resource, resources } from '@kubevirt-ts/kube';
import type { ClusterFeatures } from '../strategy/strategy.ts';

/** Names one object of the operator's: its kind and key. */
export const idOf = (object: KubeObject): string => `${object.kind} ${keyOf(object)}`;

/**
 * Every kind of object the operator makes, in the order in which they are taken away: first what would send requests to
 * programs that are going, then the programs, last what they live on.
 */
export const managedResources = (features: ClusterFeatures): readonly Resource<KubeObject>[] => [
  resources.validatingWebhookConfigurations,
  resources.mutatingWebhookConfigurations,
  resources.apiServices,
  resources.customResourceDefinitions,
  resources.daemonSets,
  resource(features.policyVersion, 'PodDisruptionBudget', 'poddisruptionbudgets', true),
  resources.deployments,
  resources.services,
  resources.clusterRoleBindings,
  resources.clusterRoles,
  resources.roleBindings,
  resources.roles,
  resources.serviceAccounts,
  resources.secrets,
  resources.configMaps,
];
