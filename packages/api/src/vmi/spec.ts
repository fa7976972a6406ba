// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What a running VM is asked to be.

import { Affinity } from '../core/affinity.ts';
import { PodDNSConfig } from '../core/pod-dns.ts';
import { Toleration, TopologySpreadConstraint } from '../core/scheduling.ts';
import { DomainSpec } from '../domain/domain.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import {
  atomicList,
  embedded,
  type Infer,
  int64,
  keyedList,
  list,
  map,
  object,
  oneOf,
  ref,
  required,
  string,
} from '../schema.ts';
import { UtilityVolume } from '../storage/claims.ts';
import { Volume } from '../storage/volumes.ts';
import { AccessCredential } from './access-credentials.ts';
import { Network } from './networks.ts';
import { Probe } from './probes.ts';

export const VirtualMachineInstanceResourceClaim = object(
  'A resource claim that the pod uses; exactly one of the two names besides name.',
  {
    name: required(string('Name within the VMI.')),
    resourceClaimName: string('A resource claim that exists.'),
    resourceClaimTemplateName: string('A template from which a claim is made for the pod.'),
  },
);
export interface VirtualMachineInstanceResourceClaim extends Infer<typeof VirtualMachineInstanceResourceClaim> {}

export const VirtualMachineInstanceSpec = object('What a running VM is asked to be.', {
  domain: required(ref<DomainSpec>(DomainSpec, 'The virtual machine itself.')),
  volumes: list(ref<Volume>(Volume), 'Data behind disks and file systems, at most 256.'),
  networks: list(ref<Network>(Network), 'What interfaces are connected to, at most 256.'),
  accessCredentials: atomicList(
    ref<AccessCredential>(AccessCredential),
    'SSH keys and passwords that are put into the guest.',
  ),
  terminationGracePeriodSeconds: int64(
    'Seconds the guest has to power off before it is ended; 30 when absent, 0 ends it at once.',
  ),
  evictionStrategy: string(
    "What an eviction does: None, LiveMigrate, LiveMigrateIfPossible or External; the cluster's setting when absent.",
  ),
  startStrategy: string('Paused starts the VM paused; it runs at once when absent.'),
  livenessProbe: ref<Probe>(Probe, 'A guest that is unwell by this probe is ended.'),
  readinessProbe: ref<Probe>(Probe, 'A guest that is unwell by this probe gets no traffic from services.'),
  hostname: string("Host name of the guest; the VMI's name when absent."),
  subdomain: string(
    'Domain of the guest: hostname.subdomain.namespace.svc resolves when a headless service is called so.',
  ),
  nodeSelector: map(string(), 'Labels a node must have.'),
  affinity: ref<Affinity>(Affinity, 'What attracts the VM to nodes or repels it.'),
  tolerations: list(ref<Toleration>(Toleration), 'Taints of nodes that do not keep the VM away.'),
  topologySpreadConstraints: keyedList(
    ['topologyKey', 'whenUnsatisfiable'],
    ref<TopologySpreadConstraint>(TopologySpreadConstraint),
    'How evenly VMs are spread.',
  ),
  schedulerName: string("Scheduler that chooses the node; the cluster's default when absent."),
  priorityClassName: string('Priority of the pod.'),
  architecture: string("CPU architecture: amd64, arm64 or s390x; the cluster's default when absent."),
  dnsPolicy: oneOf(
    ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
    'Where DNS settings come from; ClusterFirst when absent.',
  ),
  dnsConfig: ref<PodDNSConfig>(PodDNSConfig, 'DNS settings in addition.'),
  serviceAccountName: string('Service account of the pod.'),
  resourceClaims: keyedList(
    ['name'],
    ref<VirtualMachineInstanceResourceClaim>(VirtualMachineInstanceResourceClaim),
    'Resource claims of the pod, for devices and networks.',
  ),
  utilityVolumes: keyedList(
    ['name'],
    ref<UtilityVolume>(UtilityVolume),
    'Claims mounted into the pod for jobs; the guest does not see them. Needs gate UtilityVolumes.',
  ),
});
export interface VirtualMachineInstanceSpec extends Infer<typeof VirtualMachineInstanceSpec> {}

export const VirtualMachineInstanceTemplateSpec = object('The VMI that is made.', {
  metadata: embedded<ObjectMeta>(ObjectMeta, 'Labels and annotations of the VMI.'),
  spec: ref<VirtualMachineInstanceSpec>(VirtualMachineInstanceSpec, 'What it is asked to be.'),
});
export interface VirtualMachineInstanceTemplateSpec extends Infer<typeof VirtualMachineInstanceTemplateSpec> {}
