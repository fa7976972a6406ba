// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { Command } from 'commander';

/** How the program was started. */
export interface Options {
  port: number;
  listen: string;
  /** Where virt-handlers serve consoles. */
  consoleServerPort: number;
  verbosity: number;
  /** Directory of the mounted certificate that everything is served with. */
  certificates: string;
  /** Directory of the mounted certificate that virt-handlers know us by. */
  handlerCertificates: string;
  /** Bundle of the authorities that sign virt-handlers' certificates. */
  trust: string;
  kubeconfig?: string;
  /** The namespace of the installation. */
  namespace: string;
  version: string;
}

/** Reads the command line and, for what the pod says of itself, the environment. */
export const parseOptions = (argv: readonly string[], env: NodeJS.ProcessEnv): Options => {
  const command = new Command('virt-api')
    .description('Judges and completes VMs before they are stored, and serves their subresources.')
    .option('--port <port>', 'where to serve over HTTPS', Number, 8443)
    .option('--listen <address>', 'address to serve on', '0.0.0.0')
    .option('--console-server-port <port>', 'where virt-handlers serve consoles', Number, 8186)
    .option('-v, --verbosity <level>', 'how much to log; 3 and more is everything', Number, 2)
    .option('--certificates <directory>', 'tls.crt and tls.key to serve with', '/etc/virt-api/certificates')
    .option(
      '--handler-certificates <directory>',
      'tls.crt and tls.key to ask virt-handlers with',
      '/etc/virt-handler/clientcertificates',
    )
    .option('--trust <file>', 'authorities of virt-handlers', '/etc/kubevirt/ca/ca-bundle')
    .option('--subresources-only', 'accepted, as KubeVirt does, and without effect')
    .option('--kubeconfig <file>', 'how to reach the cluster; by default as the pod it runs in');
  const given = command.parse([...argv], { from: 'user' }).opts();
  return {
    port: given.port,
    listen: given.listen,
    consoleServerPort: given.consoleServerPort,
    verbosity: given.verbosity,
    certificates: given.certificates,
    handlerCertificates: given.handlerCertificates,
    trust: given.trust,
    kubeconfig: given.kubeconfig,
    namespace: env.KUBEVIRT_NAMESPACE || 'kubevirt',
    version: env.KUBEVIRT_VERSION || 'unknown',
  };
};
