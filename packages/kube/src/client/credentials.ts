// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Access, Credentials } from './access.ts';

const serviceAccountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';
const rereadAfterMs = 60_000;

/**
 * The credentials that are found: a kubeconfig that is named, KUBECONFIG, the pod's service account, or else the user's
 * own kubeconfig. Only a kubeconfig loads client-node, which costs more memory than all of this package.
 */
export function findCredentials(kubeconfig?: string): Credentials {
  const host = process.env.KUBERNETES_SERVICE_HOST;
  const inCluster = host && existsSync(`${serviceAccountDirectory}/token`);
  if (kubeconfig || process.env.KUBECONFIG || !inCluster) {
    return remembered(async () => (await import('./kubeconfig.ts')).readKubeconfig(kubeconfig));
  }
  const port = process.env.KUBERNETES_SERVICE_PORT ?? '443';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return remembered(() => readServiceAccount(server, serviceAccountDirectory));
}

/** The access a pod has by its service account; the kubelet replaces these files while the pod runs. */
export async function readServiceAccount(server: string, directory: string): Promise<Access> {
  const [token, ca] = await Promise.all([
    readFile(`${directory}/token`, 'utf8'),
    readFile(`${directory}/ca.crt`, 'utf8'),
  ]);
  return { server, headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca } };
}

/** Credentials that are read again once a minute and after a refusal; an unreadable file keeps the last ones. */
export function remembered(read: () => Promise<Access>, nowMs: () => number = () => performance.now()): Credentials {
  let reading: Promise<Access> | undefined;
  let last: Access | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  const reread = async () => {
    try {
      last = await read();
      readAtMs = nowMs();
      return last;
    } catch (error) {
      if (last === undefined) throw error;
      return last;
    } finally {
      reading = undefined;
    }
  };
  return {
    current() {
      if (last !== undefined && nowMs() - readAtMs < rereadAfterMs) return Promise.resolve(last);
      reading ??= reread();
      return reading;
    },
    refused() {
      readAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}
