// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt, VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Cache, Client, Logger, Node, PersistentVolumeClaim, Pod, Recorder, Registry } from '@kubevirt-ts/kube';
import type { ClusterConfig } from '@kubevirt-ts/rules/config';

/** What virt-controller knows of the cluster without asking. */
export interface Caches {
  virtualMachines: Cache<VirtualMachine>;
  virtualMachineInstances: Cache<VirtualMachineInstance>;
  /** Only the pods that are VMs. */
  launcherPods: Cache<Pod>;
  /** Only the pods that try KVM, in the namespace of the installation. */
  probePods: Cache<Pod>;
  persistentVolumeClaims: Cache<PersistentVolumeClaim>;
  nodes: Cache<Node>;
  kubevirts: Cache<KubeVirt>;
}

/** What every controller of this program is given. */
export interface World {
  client: Client;
  caches: Caches;
  recorder: Recorder;
  logger: Logger;
  metrics?: Registry;
  now: () => Date;
  /** A number in [0, 1), for jitter. */
  random: () => number;
  /** The configuration as the KubeVirt object has it at this moment. */
  config: () => ClusterConfig;
  /** The image of VMs' pods. */
  launcherImage: string;
  /** The namespace of the installation. */
  namespace: string;
  /** Makes the pod of a VMI. */
  renderPod: (vmi: VirtualMachineInstance, claims: ReadonlyMap<string, PersistentVolumeClaim>) => Pod;
}
