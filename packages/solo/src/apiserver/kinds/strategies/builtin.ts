// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Strategy } from '../../kind.ts';
import { apiServiceStrategy } from '../cluster/api-service.ts';
import { leaseStrategy } from '../cluster/lease.ts';
import { priorityClassAdmission, priorityClassStrategy } from '../cluster/priority-class.ts';
import { roleBindingStrategy, roleStrategy } from '../cluster/rbac.ts';
import { configMapStrategy } from '../core/config-map.ts';
import { coreEventStrategy } from '../core/event.ts';
import { namespaceStrategy } from '../core/namespace.ts';
import { nodeStrategy } from '../core/node.ts';
import { secretStrategy } from '../core/secret.ts';
import { podAdmission } from '../pod/admission.ts';
import { podStrategy } from '../pod/strategy.ts';
import { serviceAddresses } from '../service/addresses.ts';
import { endpointSliceStrategy, endpointsStrategy } from '../service/endpoints.ts';
import { serviceStrategy } from '../service/strategy.ts';
import { claimStrategy } from '../storage/claim.ts';
import { claimAdmission } from '../storage/claim-admission.ts';
import { storageClassStrategy } from '../storage/class.ts';
import { volumeStrategy } from '../storage/volume.ts';
import { controllerRevisionStrategy, daemonSetStrategy } from '../workloads/daemon-set.ts';
import { deploymentStrategy } from '../workloads/deployment.ts';
import { disruptionBudgetStrategy } from '../workloads/disruption-budget.ts';
import { jobStrategy } from '../workloads/job.ts';
import { replicaSetStrategy } from '../workloads/replica-set.ts';
import type { World } from '../world.ts';

const rbac = 'rbac.authorization.k8s.io';

/** What is special about the objects of each collection, as far as this folder knows. */
export function builtinStrategies(world: World): Readonly<Record<string, readonly Strategy[]>> {
  const addresses = serviceAddresses({ world, now: () => world.now() });
  return {
    '/configmaps': [configMapStrategy],
    '/endpoints': [endpointsStrategy],
    '/events': [coreEventStrategy],
    '/namespaces': [namespaceStrategy],
    '/nodes': [nodeStrategy],
    '/persistentvolumeclaims': [claimStrategy, claimAdmission(world)],
    '/persistentvolumes': [volumeStrategy(() => world.now())],
    '/pods': [podStrategy, podAdmission(world)],
    '/secrets': [secretStrategy],
    '/services': [serviceStrategy(addresses)],
    'apiregistration.k8s.io/apiservices': [apiServiceStrategy],
    'apps/controllerrevisions': [controllerRevisionStrategy],
    'apps/daemonsets': [daemonSetStrategy],
    'apps/deployments': [deploymentStrategy],
    'apps/replicasets': [replicaSetStrategy],
    'batch/jobs': [jobStrategy],
    'coordination.k8s.io/leases': [leaseStrategy],
    'discovery.k8s.io/endpointslices': [endpointSliceStrategy],
    'policy/poddisruptionbudgets': [disruptionBudgetStrategy],
    [`${rbac}/clusterrolebindings`]: [roleBindingStrategy(false)],
    [`${rbac}/clusterroles`]: [roleStrategy(false)],
    [`${rbac}/rolebindings`]: [roleBindingStrategy(true)],
    [`${rbac}/roles`]: [roleStrategy(true)],
    'scheduling.k8s.io/priorityclasses': [priorityClassStrategy, priorityClassAdmission(world)],
    'storage.k8s.io/storageclasses': [storageClassStrategy],
  };
}
