// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { type GrpcPackage, grpcService } from '../grpc-service.ts';

/** A gRPC server on a unix socket. */
export interface SocketServer {
  /** Ends it at once; the socket is gone. */
  stop(): void;
}

/** Serves one service at a path, in the place of whatever was there. */
export async function serveSocket(
  path: string,
  { api, service }: { api: GrpcPackage; service: string },
  implementation: UntypedServiceImplementation,
): Promise<SocketServer> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  const server = new Server();
  server.addService(grpcService(api, service).service, implementation);
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix://${path}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  return { stop: () => server.forceShutdown() };
}
