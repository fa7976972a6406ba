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

export const VirtualMachineInstanceResourceClaim = object('Virtual machine instance resource claim.', {
  name: required(string('Name.')),
  resourceClaimName: string('Resource claim name.'),
  resourceClaimTemplateName: string('Resource claim template name.'),
});
export interface VirtualMachineInstanceResourceClaim extends Infer<typeof VirtualMachineInstanceResourceClaim> {}

export const VirtualMachineInstanceSpec = object('Virtual machine instance spec.', {
  domain: required(ref<DomainSpec>(DomainSpec, 'Domain.')),
  accessCredentials: atomicList(ref<AccessCredential>(AccessCredential), 'Access credentials.'),
  affinity: ref<Affinity>(Affinity, 'Affinity.'),
  architecture: string('Architecture.'),
  dnsConfig: ref<PodDNSConfig>(PodDNSConfig, 'Dns config.'),
  dnsPolicy: oneOf(['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'], 'Dns policy.'),
  evictionStrategy: string('Eviction strategy.'),
  hostname: string('Hostname.'),
  livenessProbe: ref<Probe>(Probe, 'Liveness probe.'),
  networks: list(ref<Network>(Network), 'Networks.'),
  nodeSelector: map(string(), 'Node selector.'),
  priorityClassName: string('Priority class name.'),
  readinessProbe: ref<Probe>(Probe, 'Readiness probe.'),
  resourceClaims: keyedList(
    ['name'],
    ref<VirtualMachineInstanceResourceClaim>(VirtualMachineInstanceResourceClaim),
    'Resource claims.',
  ),
  schedulerName: string('Scheduler name.'),
  serviceAccountName: string('Service account name.'),
  startStrategy: string('Start strategy.'),
  subdomain: string('Subdomain.'),
  terminationGracePeriodSeconds: int64('Termination grace period seconds.'),
  tolerations: list(ref<Toleration>(Toleration), 'Tolerations.'),
  topologySpreadConstraints: keyedList(
    ['topologyKey', 'whenUnsatisfiable'],
    ref<TopologySpreadConstraint>(TopologySpreadConstraint),
    'Topology spread constraints.',
  ),
  utilityVolumes: keyedList(['name'], ref<UtilityVolume>(UtilityVolume), 'Utility volumes.'),
  volumes: list(ref<Volume>(Volume), 'Volumes.'),
});
export interface VirtualMachineInstanceSpec extends Infer<typeof VirtualMachineInstanceSpec> {}

export const VirtualMachineInstanceTemplateSpec = object('Virtual machine instance template spec.', {
  metadata: embedded<ObjectMeta>(ObjectMeta, 'Metadata.'),
  spec: ref<VirtualMachineInstanceSpec>(VirtualMachineInstanceSpec, 'Spec.'),
});
export interface VirtualMachineInstanceTemplateSpec extends Infer<typeof VirtualMachineInstanceTemplateSpec> {}
