// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { Access } from './access.ts';

/** The access a kubeconfig's current context gives; tokens of exec plugins and OIDC are renewed by client-node. */
export async function readKubeconfig(path?: string): Promise<Access> {
  const config = new KubeConfig();
  if (path) config.loadFromFile(path);
  else config.loadFromDefault();
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error(`no current cluster in ${path ?? process.env.KUBECONFIG ?? 'the default kubeconfig'}`);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  if (options.auth) headers.push(['authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`]);
  return {
    server: cluster.server.replace(/\/+$/, ''),
    headers: Object.fromEntries(headers),
    tls: {
      ca: text(options.ca),
      cert: text(options.cert),
      key: text(options.key),
      servername: options.servername,
      rejectUnauthorized: options.rejectUnauthorized,
    },
  };
}

function text(value: RequestOptions['ca'] | RequestOptions['key']): string | undefined {
  return value === undefined ? undefined : value.toString();
}
