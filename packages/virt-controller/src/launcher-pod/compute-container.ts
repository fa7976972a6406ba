// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Container } from '@kubevirt-ts/kube';
import { environmentJson, interfacesOf, type LauncherConfig, launcherEnvironment } from '@kubevirt-ts/machine';
import { containerDisks, holdAlive } from './container-disk-sidecars.ts';
import { guestProbes } from './guest-probes.ts';
import { copiedAnnotations } from './launcher-metadata.ts';
import type { LauncherPodInput } from './launcher-pod-input.ts';
import { launcherResources } from './launcher-resources.ts';
import { containerSecurity } from './launcher-security.ts';
import { claimFacts, type LauncherVolumes } from './launcher-volumes.ts';

/** How long a guest may take to shut down unless its VMI says so, in seconds. */
const defaultGraceSeconds = 30;

/** How long a guest has to shut down, in seconds; none where it could not notice that it is asked to. */
export function guestGraceSeconds({ spec }: VirtualMachineInstance): number {
  if (spec.domain.features?.acpi?.enabled === false) return 0;
  return spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}

// tini adopts the helpers that go to the background, and passes signals on to what becomes QEMU.
const launcher = ['/usr/bin/tini', '-s', '--', '/usr/bin/virt-launcher'];

function command(vmi: VirtualMachineInstance): string[] {
  return containerDisks(vmi).length === 0 ? launcher : ['/bin/sh', '-c', holdAlive(launcher.join(' '))];
}

/** What the launcher needs of the cluster's configuration. */
function launcherConfig({ vmi, config, claims }: LauncherPodInput): LauncherConfig {
  return {
    accelerator: config.useEmulation ? 'tcg' : 'kvm',
    smbios: config.smbios,
    freePageReporting: !config.disableFreePageReporting,
    serialLog: !config.disableSerialConsoleLog,
    claims: claimFacts(vmi, claims ?? new Map()),
    minimumReserveBytes: config.minimumReservePVCBytes,
  };
}

function environment(input: LauncherPodInput): NonNullable<Container['env']> {
  const { name, namespace, uid } = input.vmi.metadata ?? {};
  const vmi = { metadata: { name, namespace, uid, annotations: copiedAnnotations(input.vmi) }, spec: input.vmi.spec };
  return [
    { name: launcherEnvironment.vmi, value: environmentJson(vmi) },
    { name: launcherEnvironment.config, value: environmentJson(launcherConfig(input)) },
  ];
}

function ports(vmi: VirtualMachineInstance): Container['ports'] {
  const declared = interfacesOf(vmi).flatMap((each) => each.ports ?? []);
  return declared.map(({ name, port, protocol }) => ({
    containerPort: port,
    name: name || undefined,
    protocol: (protocol || 'TCP').toUpperCase(),
  }));
}

/** The container that becomes QEMU. */
export function computeContainer(input: LauncherPodInput, own: LauncherVolumes): Container {
  const { vmi, config, launcherImage } = input;
  const stop = ['/usr/bin/virt-launcher', 'graceful-shutdown', '--grace-period-seconds', `${guestGraceSeconds(vmi)}`];
  return {
    name: 'compute',
    image: launcherImage,
    imagePullPolicy: config.imagePullPolicy,
    command: command(vmi),
    env: environment(input),
    ports: ports(vmi),
    ...guestProbes(vmi),
    lifecycle: { preStop: { exec: { command: stop } } },
    resources: launcherResources(vmi, config),
    securityContext: containerSecurity,
    volumeMounts: own.mounts,
    volumeDevices: own.devices.length === 0 ? undefined : own.devices,
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}
