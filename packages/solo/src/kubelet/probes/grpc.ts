// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { type GrpcPackage, grpcService } from '../grpc-service.ts';
import type { ProbeAnswer } from './answer.ts';

/** The health service of any gRPC server. @upstream grpc.health.v1: the status is an enum, which is an int32 on the wire */
export const health: GrpcPackage = {
  name: 'grpc.health.v1',
  messages: { HealthCheckRequest: { service: ['string', 1] }, HealthCheckResponse: { status: ['int32', 1] } },
  services: { Health: { Check: ['HealthCheckRequest', 'HealthCheckResponse'] } },
};
const states = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** Asks a server's health service. */
export async function probeGrpc(address: string, service: string, timeoutMs: number): Promise<ProbeAnswer> {
  const client = new (grpcService(health, 'Health'))(address, credentials.createInsecure()) as unknown as HealthClient;
  try {
    const { status: state } = await new Promise<{ status: number }>((resolve, reject) => {
      client.Check({ service }, { deadline: Date.now() + timeoutMs }, (error, answer) =>
        error ? reject(error) : resolve(answer),
      );
    });
    if (states[state] === 'SERVING') return { ok: true, message: 'service healthy' };
    return { ok: false, message: `service unhealthy (responded with "${states[state] ?? state}")` };
  } catch (error) {
    return { ok: false, message: failure(error as ServiceError, address, timeoutMs) };
  } finally {
    client.close();
  }
}

interface HealthClient {
  close(): void;
  Check(
    request: object,
    options: object,
    answered: (error: ServiceError | null, answer: { status: number }) => void,
  ): void;
}

function failure(error: ServiceError, address: string, timeoutMs: number): string {
  const seconds = `${timeoutMs / 1000}s`;
  switch (error.code) {
    case status.UNIMPLEMENTED:
      return `this server does not implement the grpc health protocol (grpc.health.v1.Health): ${error.details}`;
    case status.DEADLINE_EXCEEDED:
      return `timeout: health rpc did not complete within ${seconds}`;
    case status.UNAVAILABLE:
      return `timeout: failed to connect service "${address}" within ${seconds}: context deadline exceeded`;
    default:
      return `error: health rpc probe failed: ${error.details || error.message}`;
  }
}
