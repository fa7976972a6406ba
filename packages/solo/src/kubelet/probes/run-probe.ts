// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isIPv6 } from 'node:net';
import type { Container } from '@kubevirt-ts/kube';
import type { CommandResult } from '../runtime/runtime.ts';
import type { ProbeAnswer } from './answer.ts';
import { probeGrpc } from './grpc.ts';
import { probeHttp } from './http.ts';
import { probeTcp } from './tcp.ts';

/** A probe or hook of a container's specification. */
export type Probe = NonNullable<Container['livenessProbe']>;

/** The container that is asked. */
export interface ProbeTarget {
  container: Container;
  podIp: string;
  /** Runs a command in it to its end. */
  run(command: readonly string[], timeoutMs: number): Promise<CommandResult>;
}

/** Asks a container once. */
export async function runProbe(probe: Probe, target: ProbeTarget): Promise<ProbeAnswer> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) return probeCommand(exec.command ?? [], timeoutMs, target);
  if (httpGet) {
    const port = portNumber(httpGet.port, target.container);
    if (port === undefined) return { error: `couldn't find port: ${httpGet.port}` };
    const scheme = httpGet.scheme === 'HTTPS' ? 'HTTPS' : 'HTTP';
    const host = httpGet.host || target.podIp;
    return probeHttp({ scheme, host, port, path: httpGet.path ?? '/', headers: httpGet.httpHeaders ?? [] }, timeoutMs);
  }
  if (tcpSocket) {
    const port = portNumber(tcpSocket.port, target.container);
    if (port === undefined) return { error: `couldn't find port: ${tcpSocket.port}` };
    return probeTcp(tcpSocket.host || target.podIp, port, timeoutMs);
  }
  if (grpc) {
    const host = isIPv6(target.podIp) ? `[${target.podIp}]` : target.podIp;
    return probeGrpc(`${host}:${grpc.port}`, grpc.service ?? '', timeoutMs);
  }
  return { error: `missing probe handler for ${target.container.name}` };
}

/** The number of a port given by number or by its name in the container. */
export function portNumber(port: number | string | object, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  const digits = Number(port);
  return named ?? (Number.isInteger(digits) && digits > 0 ? digits : undefined);
}

async function probeCommand(command: readonly string[], timeoutMs: number, target: ProbeTarget): Promise<ProbeAnswer> {
  const { exitCode, output, timedOut } = await target.run(command, timeoutMs);
  if (timedOut) {
    return { ok: false, message: `command timed out: "${command.join(' ')}" timed out after ${timeoutMs / 1000}s` };
  }
  return { ok: exitCode === 0, message: output };
}
