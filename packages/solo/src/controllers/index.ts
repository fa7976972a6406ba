// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Controller } from '@kubevirt-ts/kube';
import type { Kinds } from '../apiserver/kind.ts';
import type { SoloContext } from '../context.ts';
import type { Store } from '../store/store.ts';
import { clusterRoleAggregationController } from './cluster-role-aggregation/index.ts';
import { daemonSetController } from './daemon-set/index.ts';
import { deploymentController } from './deployment/index.ts';
import { disruptionController } from './disruption/index.ts';
import { endpointSliceController } from './endpoint-slice/index.ts';
import { garbageCollector } from './garbage-collector/index.ts';
import { directories } from './host-path-provisioner/directories.ts';
import { hostPathProvisionerController } from './host-path-provisioner/index.ts';
import { jobController } from './job/index.ts';
import { namespaceController } from './namespace/index.ts';
import { nodeLifecycleControllers } from './node-lifecycle/index.ts';
import { replicaSetController } from './replica-set/index.ts';
import { rootCaController } from './root-ca/index.ts';
import { serviceAccountController } from './service-account/index.ts';

/** What the controllers need beside what every part of solo is given. */
export type ControllersContext = SoloContext & {
  kinds: Kinds;
  store: Store;
  /** The authority that vouches for the API server. */
  caPem: string;
  /** Where the volumes of the default storage class are made. */
  volumesDirectory: string;
};

/** Starts all controllers; each acts, and tells of it, under its own name. They end with the context's signal. */
export function startControllers(c: ControllersContext): Controller[] {
  const as = (component: string): SoloContext => c.as?.(component) ?? c;
  const { kinds, store, caPem } = c;
  return [
    garbageCollector({ ...as('generic-garbage-collector'), kinds, store }),
    namespaceController({ ...as('namespace-controller'), store }),
    serviceAccountController(as('service-account-controller')),
    rootCaController({ ...as('root-ca-cert-publisher'), caPem }),
    clusterRoleAggregationController(as('clusterrole-aggregation-controller')),
    deploymentController(as('deployment-controller')),
    replicaSetController(as('replicaset-controller')),
    daemonSetController(as('daemonset-controller')),
    jobController(as('job-controller')),
    disruptionController(as('controllermanager')),
    endpointSliceController(as('endpoint-slice-controller')),
    ...nodeLifecycleControllers(as('node-controller')),
    hostPathProvisionerController(as('persistentvolume-controller'), { directories: directories(c.volumesDirectory) }),
  ];
}

export { provisionerName } from './host-path-provisioner/volume.ts';
