// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import { attempt, run, until } from '../shell.ts';
import { pki } from './certificates.ts';
import { bridge, directory, hostAddress, serviceRange } from './layout.ts';
import { kubectlSucceeds, start } from './processes.ts';

const etcd = 'http://127.0.0.1:12379';
const etcdPeer = 'http://127.0.0.1:12380';

/** Starts etcd, the API server, the controller manager and the scheduler on this machine, and waits for the API server. */
export async function startControlPlane(): Promise<void> {
  if (attempt('ip', ['link', 'show', bridge]).code !== 0) {
    run('ip', ['link', 'add', bridge, 'type', 'bridge']);
    run('ip', ['addr', 'add', `${hostAddress}/24`, 'dev', bridge]);
    run('ip', ['link', 'set', bridge, 'up']);
  }
  run('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
  const program = (name: string, ...args: string[]) => start(name, join(directory, 'bin', name), args);
  start('etcd', 'etcd', [
    `--data-dir=${directory}/etcd`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${etcdPeer}`,
    `--initial-advertise-peer-urls=${etcdPeer}`,
    `--initial-cluster=default=${etcdPeer}`,
  ]);
  program(
    'kube-apiserver',
    `--etcd-servers=${etcd}`,
    '--secure-port=6443',
    `--advertise-address=${hostAddress}`,
    `--tls-cert-file=${pki}/apiserver.crt`,
    `--tls-private-key-file=${pki}/apiserver.key`,
    `--client-ca-file=${pki}/ca.crt`,
    `--service-account-key-file=${pki}/sa.key`,
    `--service-account-signing-key-file=${pki}/sa.key`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-cluster-ip-range=${serviceRange}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged',
    `--kubelet-client-certificate=${pki}/admin.crt`,
    `--kubelet-client-key=${pki}/admin.key`,
    '--kubelet-preferred-address-types=InternalIP',
    '--enable-aggregator-routing=true',
    `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-username-headers=X-Remote-User',
    `--proxy-client-cert-file=${pki}/front-proxy.crt`,
    `--proxy-client-key-file=${pki}/front-proxy.key`,
  );
  await until('kube-apiserver is ready', 60, () => kubectlSucceeds('get', '--raw', '/readyz'));
  program(
    'kube-controller-manager',
    `--kubeconfig=${directory}/controller-manager.kubeconfig`,
    `--service-account-private-key-file=${pki}/sa.key`,
    `--root-ca-file=${pki}/ca.crt`,
    '--use-service-account-credentials',
    `--cluster-signing-cert-file=${pki}/ca.crt`,
    `--cluster-signing-key-file=${pki}/ca.key`,
    '--node-monitor-grace-period=20s',
    '--pod-eviction-timeout=30s',
    '--bind-address=127.0.0.1',
  );
  program('kube-scheduler', `--kubeconfig=${directory}/scheduler.kubeconfig`, '--bind-address=127.0.0.1');
}
