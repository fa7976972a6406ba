// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import { forbiddenField, invalidEach, invalidValue, negative, oneOf, required } from '../validation/causes.ts';
import { isHeaderName } from '../validation/names.ts';
import { portCauses } from '../validation/paths.ts';
import type { Probe } from '../wire.ts';

type LifecycleHandler = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;
type Handler = Probe & LifecycleHandler;

/** What is wrong with a container's lifecycle hooks and probes. `graceSeconds` is the pod's. */
export function probeAndHookCauses(path: string, container: Container, graceSeconds: number | undefined): Cause[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  const causes: Cause[] = [];
  for (const name of ['postStart', 'preStop'] as const) {
    const handler = lifecycle?.[name];
    if (handler) causes.push(...handlerCauses(`${path}.lifecycle.${name}`, handler as Handler, graceSeconds));
  }
  if (livenessProbe) causes.push(...onceCauses(`${path}.livenessProbe`, livenessProbe));
  if (readinessProbe) {
    causes.push(...probeCauses(`${path}.readinessProbe`, readinessProbe));
    const { terminationGracePeriodSeconds: seconds } = readinessProbe;
    if (seconds !== undefined) {
      const field = `${path}.readinessProbe.terminationGracePeriodSeconds`;
      causes.push(invalidValue(field, seconds, 'must not be set for readinessProbes'));
    }
  }
  if (startupProbe) causes.push(...onceCauses(`${path}.startupProbe`, startupProbe));
  return causes;
}

function onceCauses(path: string, probe: Probe): Cause[] {
  const causes = probeCauses(path, probe);
  if (probe.successThreshold === 1) return causes;
  return [...causes, invalidValue(`${path}.successThreshold`, probe.successThreshold, 'must be 1')];
}

const counts = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function probeCauses(path: string, probe: Probe): Cause[] {
  const causes = handlerCauses(path, probe as Handler, undefined);
  for (const name of counts) causes.push(...negative(`${path}.${name}`, probe[name]));
  const seconds = probe.terminationGracePeriodSeconds;
  if (seconds !== undefined && seconds <= 0) {
    causes.push(invalidValue(`${path}.terminationGracePeriodSeconds`, seconds, 'must be greater than 0'));
  }
  return causes;
}

const kindsOfHandler = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;

function handlerCauses(path: string, handler: Handler, graceSeconds: number | undefined): Cause[] {
  const [first, ...others] = kindsOfHandler.filter((name) => handler[name]);
  if (first === undefined) return [required(path, 'must specify a handler type')];
  return [
    ...actionCauses(path, handler, graceSeconds),
    ...others.map((name) => forbiddenField(`${path}.${name}`, 'may not specify more than 1 handler type')),
  ];
}

function actionCauses(path: string, handler: Handler, graceSeconds: number | undefined): Cause[] {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec) return exec.command?.length ? [] : [required(`${path}.exec.command`)];
  if (httpGet) return httpGetCauses(`${path}.httpGet`, httpGet);
  if (tcpSocket) return portCauses(`${path}.tcpSocket.port`, tcpSocket.port);
  if (grpc) return portCauses(`${path}.grpc.port`, grpc.port);
  if (sleep && graceSeconds !== undefined && (sleep.seconds < 0 || sleep.seconds > graceSeconds)) {
    const sentence = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
    return [invalidValue(`${path}.sleep`, sleep.seconds, sentence)];
  }
  return [];
}

function httpGetCauses(path: string, action: NonNullable<Handler['httpGet']>): Cause[] {
  return [
    ...(action.path ? [] : [required(`${path}.path`)]),
    ...portCauses(`${path}.port`, action.port),
    ...oneOf(`${path}.scheme`, action.scheme, ['HTTP', 'HTTPS']),
    ...(action.httpHeaders ?? []).flatMap(({ name }) => invalidEach(`${path}.httpHeaders`, name, isHeaderName(name))),
  ];
}
