// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Probe, VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Container } from '@kubevirt-ts/kube';

type PodProbe = NonNullable<Container['readinessProbe']>;

const defaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

function podProbe(probe: Probe | undefined): PodProbe | undefined {
  if (probe?.httpGet === undefined && probe?.tcpSocket === undefined) return undefined;
  return { ...defaults, ...probe } as PodProbe;
}

/** Probes over HTTP and TCP are the pod's own: they reach the guest through the pod's address. */
export function guestProbes({ spec }: VirtualMachineInstance): Pick<Container, 'livenessProbe' | 'readinessProbe'> {
  return { livenessProbe: podProbe(spec.livenessProbe), readinessProbe: podProbe(spec.readinessProbe) };
}
