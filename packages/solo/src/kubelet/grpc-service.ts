// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

type Definition = Parameters<typeof fromJSON>[0];

/** The wire format of a message: field name → [type, number], `*` before the type for a list, `%` for a map of strings. */
type Message = Readonly<Record<string, readonly [type: string, id: number]>>;

/** A protobuf package: its messages, and its services' procedures as [request, response], `*` before the response for a stream. */
export interface GrpcPackage {
  /** Such as `grpc.health.v1`. */
  name: string;
  messages: Readonly<Record<string, Message>>;
  services: Readonly<Record<string, Readonly<Record<string, readonly [request: string, response: string]>>>>;
}

/** The client class of a service of a package; its `service` is the server's definition. Described in code, so that a program stays one file. */
export function grpcService({ name, messages, services }: GrpcPackage, service: string): ServiceClientConstructor {
  const steps = name.split('.');
  const nested = steps.reduceRight<object>((inner, step) => ({ [step]: { nested: inner } }), {
    ...mapped(messages, (message) => ({ fields: mapped(message, ([type, id]) => toField(type, id)) })),
    ...mapped(services, (procedures) => ({ methods: mapped(procedures, toMethod) })),
  });
  let found: unknown = loadPackageDefinition(fromJSON({ nested } as Definition, { defaults: true, keepCase: true }));
  for (const step of [...steps, service]) found = (found as Record<string, unknown>)[step];
  return found as ServiceClientConstructor;
}

function mapped<From, To>(record: Readonly<Record<string, From>>, map: (from: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function toField(type: string, id: number): object {
  if (type.startsWith('*')) return { rule: 'repeated', type: type.slice(1), id };
  if (type.startsWith('%')) return { keyType: 'string', type: type.slice(1), id };
  return { type, id };
}

function toMethod([requestType, response]: readonly [string, string]): object {
  const isStream = response.startsWith('*');
  return { requestType, responseType: isStream ? response.slice(1) : response, responseStream: isStream };
}
