// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { podConditions } from '@kubevirt-ts/api';
import type { Pod, PodSpec } from '@kubevirt-ts/kube';
import { guestHostname } from '@kubevirt-ts/machine';
import { computeContainer, guestGraceSeconds } from './compute-container.ts';
import { containerDiskParts } from './container-disk-sidecars.ts';
import { launcherMetadata } from './launcher-metadata.ts';
import type { LauncherPodInput } from './launcher-pod-input.ts';
import { overheadBytes } from './launcher-resources.ts';
import { launcherAffinity, launcherNodeSelector } from './launcher-scheduling.ts';
import { podSecurity } from './launcher-security.ts';
import { launcherVolumes } from './launcher-volumes.ts';

/** What a pod has beyond the guest's own time to shut down, in seconds. */
const extraGraceSeconds = 30;

/** Without fields that are undefined: what is compared and printed is what is sent. */
function withoutUndefined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/**
 * The pod that runs a VMI. Pure: the same input gives the same pod.
 * @upstream labels, annotations, names, readiness gate and the place of `compute` as first container
 * @differs no agent stays in the pod, no token and no path of the host is mounted, and the guest's serial console is the
 *   log of `compute` itself
 */
export function renderLauncherPod(input: LauncherPodInput): Pod {
  const { vmi, config, launcherImage, serverVersion, claims = new Map() } = input;
  const { spec } = vmi;
  const disks = containerDiskParts(vmi, { image: launcherImage, pullPolicy: config.imagePullPolicy });
  const own = launcherVolumes(vmi, claims);
  const compute = computeContainer(input, { ...own, mounts: [...own.mounts, ...disks.mounts] });
  const account = (spec.volumes ?? []).find((v) => v.serviceAccount !== undefined)?.serviceAccount;
  const podSpec: PodSpec = {
    hostname: guestHostname(vmi),
    subdomain: spec.subdomain,
    restartPolicy: 'Never',
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    serviceAccountName: account?.serviceAccountName ?? spec.serviceAccountName,
    shareProcessNamespace: disks.containers.length > 0 ? true : undefined,
    terminationGracePeriodSeconds: guestGraceSeconds(vmi) + extraGraceSeconds,
    readinessGates: [{ conditionType: podConditions.unpaused }],
    securityContext: podSecurity(config, serverVersion),
    nodeSelector: launcherNodeSelector(vmi, config),
    affinity: launcherAffinity(vmi),
    tolerations: spec.tolerations as PodSpec['tolerations'],
    topologySpreadConstraints: spec.topologySpreadConstraints as PodSpec['topologySpreadConstraints'],
    schedulerName: spec.schedulerName,
    priorityClassName: spec.priorityClassName,
    runtimeClassName: config.defaultRuntimeClass,
    dnsPolicy: spec.dnsPolicy,
    dnsConfig: spec.dnsConfig as PodSpec['dnsConfig'],
    imagePullSecrets: disks.imagePullSecrets.length === 0 ? undefined : disks.imagePullSecrets,
    initContainers: disks.initContainers.length === 0 ? undefined : disks.initContainers,
    containers: [compute, ...disks.containers],
    volumes: [...own.volumes, ...disks.volumes],
  };
  const overhead = config.isEnabled('VmiMemoryOverheadReport') ? overheadBytes(vmi, config) : undefined;
  return withoutUndefined({ apiVersion: 'v1', kind: 'Pod', metadata: launcherMetadata(vmi, overhead), spec: podSpec });
}
