// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';

const ignore = () => undefined;

/**
 * Has a server's connections read by a listener and not by the parser itself. Where the parser reads, Node 26 resets a connection
 * (HPE_PAUSED) on which a request with a body of more than 16 KiB follows a large answer that is not flushed yet: so ended most
 * runs of `kubectl apply` with several large definitions.
 */
export function readByListener(server: Server): void {
  server.on('secureConnection', (socket) => socket.on('data', ignore));
  server.prependListener('upgrade', (_: unknown, socket: Duplex) => socket.off('data', ignore));
}
