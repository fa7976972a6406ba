// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import type { HostPort, PodIdentity, SandboxSpec } from '../runtime/spec.ts';
import { podLimits } from './limits.ts';
import { podResolver, type Resolver } from './resolver.ts';

/** What sandboxes are made with, beside the pod. */
export interface SandboxFacts {
  attempt: number;
  resolver: Resolver;
  clusterDomain: string;
}

const maxHostname = 63;

/** Whose the runtime's things are. */
function identityOf({ metadata }: Pod): PodIdentity {
  return { uid: metadata?.uid ?? '', namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' };
}

/** What a pod's sandbox is made from. */
export function sandboxSpec(pod: Pod, { attempt, resolver, clusterDomain }: SandboxFacts): SandboxSpec {
  const { spec, metadata } = pod;
  const { hostname, fqdn } = namesOf(pod, clusterDomain);
  const hostNetwork = spec?.hostNetwork === true;
  return {
    pod: identityOf(pod),
    attempt,
    labels: metadata?.labels ?? {},
    hostname: spec?.setHostnameAsFQDN && fqdn ? fqdn : hostname,
    fqdn,
    hostNetwork,
    hostPid: spec?.hostPID === true,
    hostIpc: spec?.hostIPC === true,
    sharePid: spec?.shareProcessNamespace === true,
    dns: podResolver(spec, resolver),
    hostAliases: (spec?.hostAliases ?? []).map(({ ip, hostnames = [] }) => ({ ip, hostnames })),
    hostPorts: hostNetwork ? [] : hostPorts(pod),
    sysctls: Object.fromEntries((spec?.securityContext?.sysctls ?? []).map(({ name, value }) => [name, value])),
    limits: podLimits(pod),
  };
}

function namesOf({ spec, metadata }: Pod, clusterDomain: string): { hostname: string; fqdn?: string } {
  const hostname = (spec?.hostname || (metadata?.name ?? '')).slice(0, maxHostname).replace(/[-.]+$/, '');
  if (!spec?.subdomain) return { hostname };
  return { hostname, fqdn: `${hostname}.${spec.subdomain}.${metadata?.namespace}.svc.${clusterDomain}` };
}

function hostPorts({ spec }: Pod): HostPort[] {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...(spec?.containers ?? []), ...sidecars].flatMap((container) => container.ports ?? []);
  return ports.flatMap(({ hostPort, containerPort, protocol, hostIP }) =>
    hostPort
      ? [{ hostPort, containerPort, protocol: (protocol ?? 'TCP') as HostPort['protocol'], hostIp: hostIP ?? '' }]
      : [],
  );
}
