// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { inspect } from '@kubevirt-ts/kube';

/** The name in the certificate of whoever may ask virt-handler: virt-api. */
const clientName = 'kubevirt.io:system:client:virt-handler';

/**
 * Tells why a caller may not ask, or undefined when it may: its certificate must be of the cluster's own authority and
 * made out to this very role, since every component has one of that authority (CVE-2025-64434).
 */
export function refuseCaller(request: IncomingMessage, clientCa: string | undefined): string | undefined {
  const socket = request.socket as TLSSocket;
  // Without an authority of ours, the TLS library would believe those of the public internet.
  if (clientCa === undefined) return 'no certificate authority is known yet';
  const certificate = socket.getPeerX509Certificate?.();
  if (!certificate || !socket.authorized) return 'a client certificate of the cluster is required';
  const name = inspect(certificate.toString())?.commonName;
  return name === clientName ? undefined : `a certificate for ${JSON.stringify(name)} does not serve here`;
}
