// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { hostname } from 'node:os';
import { Command } from 'commander';

/** How the program was started. */
export interface Options {
  launcherImage: string;
  port: number;
  listen: string;
  verbosity: number;
  /** Directory of the mounted certificate that /healthz, /readyz and /metrics are served with. */
  certificates: string;
  kubeconfig?: string;
  /** The namespace of the installation. */
  namespace: string;
  /** Who this process is in the lease. */
  identity: string;
}

/** Reads the command line and, for what the pod says of itself, the environment. */
export const parseOptions = (argv: readonly string[], env: NodeJS.ProcessEnv): Options => {
  const command = new Command('virt-controller')
    .description('Makes VMIs of VMs and pods of VMIs, and tells them what became of each other.')
    .requiredOption('--launcher-image <image>', 'image of the pods that are VMs')
    .option('--port <port>', 'where to serve /healthz, /readyz and /metrics over HTTPS', Number, 8443)
    .option('--listen <address>', 'address to serve on', '0.0.0.0')
    .option('-v, --verbosity <level>', 'how much to log; 3 and more is everything', Number, 2)
    .option('--certificates <directory>', 'tls.crt and tls.key to serve with', '/etc/virt-controller/certificates')
    .option('--kubeconfig <file>', 'how to reach the cluster; by default as the pod it runs in');
  const given = command.parse([...argv], { from: 'user' }).opts();
  return {
    launcherImage: given.launcherImage,
    port: given.port,
    listen: given.listen,
    verbosity: given.verbosity,
    certificates: given.certificates,
    kubeconfig: given.kubeconfig,
    namespace: env.KUBEVIRT_NAMESPACE || 'kubevirt',
    identity: env.POD_NAME || hostname(),
  };
};
