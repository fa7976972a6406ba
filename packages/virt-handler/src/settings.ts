// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Command } from 'commander';

/** What virt-handler is told at its start. */
export interface Settings {
  nodeName: string;
  namespace: string;
  port: number;
  consoleServerPort: number;
  /** Slots for VMs unless the cluster's configuration says otherwise. */
  maxDevices: number;
  verbosity: number;
}

/** Where things of the node and of the pod are; fixed by the pod's mounts. */
export const handlerPaths = {
  channels: '/var/run/kubevirt/channels',
  devicePlugins: '/var/lib/kubelet/device-plugins',
  podResourcesSocket: '/var/lib/kubelet/pod-resources/kubelet.sock',
  seccompProfile: '/var/lib/kubelet/seccomp/kubevirt/kubevirt.json',
  serverCertificates: '/etc/virt-handler/servercertificates',
  clusterCa: '/etc/kubevirt/ca/ca-bundle',
  kvmClass: '/sys/class/misc/kvm',
  cpuinfo: '/proc/cpuinfo',
} as const;

/** Reads the command line and the environment; @throws when the node's name is missing. */
export function readSettings(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings {
  const number = (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0) throw new Error(`${text} is not a whole number`);
    return value;
  };
  const command = new Command('virt-handler')
    .option('--port <number>', 'health and metrics', number, 8443)
    .option('--console-server-port <number>', 'consoles, for virt-api', number, 8186)
    .option('--max-devices <number>', 'VMs that this node can run at once', number, 110)
    .option('-v, --verbosity <level>', 'how much is logged', number, 2)
    .parse([...argv]);
  const { port, consoleServerPort, maxDevices, verbosity } = command.opts<Omit<Settings, 'nodeName' | 'namespace'>>();
  const nodeName = env.NODE_NAME;
  if (!nodeName) throw new Error('NODE_NAME is not set');
  const namespace = env.KUBEVIRT_NAMESPACE ?? 'kubevirt';
  return { nodeName, namespace, port, consoleServerPort, maxDevices, verbosity };
}
