// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../shell.ts';
import { apiServer, directory, hostAddress, type NodeLayout } from './layout.ts';

/** Where the cluster's keys and certificates lie. */
export const pki = join(directory, 'pki');

interface Leaf {
  readonly name: string;
  readonly subject: string;
  readonly authority: 'ca' | 'front-proxy-ca';
  readonly alternativeNames?: string;
}

/** Makes the cluster's two authorities, its service-account key, and a certificate and kubeconfig for each of its programs. */
export function makeCertificates(): void {
  if (existsSync(join(pki, 'done'))) return;
  mkdirSync(pki, { recursive: true });
  for (const ca of ['ca', 'front-proxy-ca']) {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '3650',
      '-keyout',
      `${ca}.key`,
      '-out',
      `${ca}.crt`,
      '-subj',
      `/CN=${ca}`,
    );
  }
  openssl('genrsa', '-out', 'sa.key', '2048');
  const apiServerNames = `DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:localhost,IP:127.0.0.1,IP:10.96.0.1,IP:${hostAddress}`;
  sign({ name: 'apiserver', subject: '/CN=kube-apiserver', authority: 'ca', alternativeNames: apiServerNames });
  sign({ name: 'admin', subject: '/O=system:masters/CN=admin', authority: 'ca' });
  sign({ name: 'controller-manager', subject: '/CN=system:kube-controller-manager', authority: 'ca' });
  sign({ name: 'scheduler', subject: '/CN=system:kube-scheduler', authority: 'ca' });
  sign({ name: 'proxy', subject: '/CN=system:kube-proxy', authority: 'ca' });
  sign({ name: 'front-proxy', subject: '/CN=front-proxy-client', authority: 'front-proxy-ca' });
  for (const name of ['admin', 'controller-manager', 'scheduler', 'proxy']) writeKubeconfig(name);
  writeFileSync(join(pki, 'done'), '');
}

/** Makes a node's certificate and kubeconfig. */
export function makeNodeCertificate(node: NodeLayout): void {
  if (!existsSync(join(pki, `${node.name}.crt`))) {
    const alternativeNames = `DNS:${node.name},IP:${node.address}`;
    sign({
      name: node.name,
      subject: `/O=system:nodes/CN=system:node:${node.name}`,
      authority: 'ca',
      alternativeNames,
    });
  }
  writeKubeconfig(node.name);
}

function openssl(...args: string[]): void {
  run('openssl', args, { cwd: pki });
}

function sign(leaf: Leaf): void {
  const { name, authority } = leaf;
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-subj',
    leaf.subject,
  );
  writeFileSync(
    join(pki, `${name}.ext`),
    `subjectAltName=${leaf.alternativeNames ?? `DNS:${name}`}\nextendedKeyUsage=serverAuth,clientAuth\n`,
  );
  openssl(
    ...[
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${authority}.crt`,
      '-CAkey',
      `${authority}.key`,
      '-CAcreateserial',
    ],
    ...['-days', '3650', '-extfile', `${name}.ext`, '-out', `${name}.crt`],
  );
  for (const ending of ['csr', 'ext']) rmSync(join(pki, `${name}.${ending}`));
}

function writeKubeconfig(name: string): void {
  const config = (...args: string[]) =>
    run('kubectl', ['config', '--kubeconfig', join(directory, `${name}.kubeconfig`), ...args]);
  config('set-cluster', 'cluster', `--server=${apiServer}`, `--certificate-authority=${pki}/ca.crt`, '--embed-certs');
  config(
    'set-credentials',
    name,
    `--client-certificate=${pki}/${name}.crt`,
    `--client-key=${pki}/${name}.key`,
    '--embed-certs',
  );
  config('set-context', 'cluster', '--cluster=cluster', `--user=${name}`);
  config('use-context', 'cluster');
}
