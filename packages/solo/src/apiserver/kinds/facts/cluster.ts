// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PackageFacts } from './package-facts.ts';

/** Types of coordination/v1. */
export const coordinationFacts: PackageFacts = {
  Lease: { spec: 'written' },
  LeaseSpec: {
    holderIdentity: 'pointer',
    leaseDurationSeconds: 'pointer',
    leaseTransitions: 'pointer',
    preferredHolder: 'pointer',
    strategy: 'pointer',
  },
};

/** Types of discovery/v1. */
export const discoveryFacts: PackageFacts = {
  Endpoint: { addresses: 'set', conditions: 'written', hostname: 'pointer', nodeName: 'pointer', zone: 'pointer' },
  EndpointConditions: { ready: 'pointer', serving: 'pointer', terminating: 'pointer' },
  EndpointHints: { forNodes: 'atomic', forZones: 'atomic' },
  EndpointPort: {
    '': 'atomic',
    appProtocol: 'pointer',
    name: 'pointer',
    port: 'pointer',
    protocol: 'enum(SCTP,TCP,UDP) pointer',
  },
  EndpointSlice: { endpoints: 'atomic written', ports: 'atomic written' },
  ForNode: {},
  ForZone: {},
};

/** Types of events/v1. */
export const eventsFacts: PackageFacts = {
  Event: {
    deprecatedFirstTimestamp: 'written',
    deprecatedLastTimestamp: 'written',
    deprecatedSource: 'written',
    regarding: 'written',
  },
  EventSeries: {},
};

/** Types of scheduling/v1. */
export const schedulingFacts: PackageFacts = {
  PriorityClass: { value: 'written' },
};

/** Types of storage/v1. */
export const storageFacts: PackageFacts = {
  StorageClass: {
    allowVolumeExpansion: 'pointer',
    allowedTopologies: 'atomic',
    mountOptions: 'atomic',
    reclaimPolicy: 'enum(Delete,Recycle,Retain) pointer',
    volumeBindingMode: 'enum(Immediate,WaitForFirstConsumer) pointer',
  },
};
