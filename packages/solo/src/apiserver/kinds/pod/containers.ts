// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, PodSpec } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import {
  duplicate,
  forbiddenField,
  invalidEach,
  invalidValue,
  notFoundValue,
  notSupported,
  required,
} from '../validation/causes.ts';
import { isDnsLabel, isPortName, portSentences } from '../validation/names.ts';
import type { EphemeralContainer } from '../wire.ts';
import { isSidecar } from './containers-of.ts';
import { envCauses, envFromCauses } from './environment.ts';
import { deviceCauses, mountCauses, type VolumesByName } from './mounts.ts';
import { probeAndHookCauses } from './probes.ts';
import { resourceCauses } from './resources.ts';
import { containerSecurityCauses } from './security.ts';

/** What containers of a pod refer to. */
export interface ContainerContext {
  spec: PodSpec;
  volumes: VolumesByName;
  claimNames: ReadonlySet<string>;
}

/** What is wrong with a pod's containers. */
export function containersCauses(path: string, c: ContainerContext): Cause[] {
  const containers = c.spec.containers ?? [];
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const causes = containers.flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const found = commonCauses(at, container, c);
    if (names.has(container.name)) found.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    found.push(...probeAndHookCauses(at, container, c.spec.terminationGracePeriodSeconds));
    if (container.restartPolicy !== undefined && !container.restartPolicyRules) {
      const supported = ['Always', 'Never', 'OnFailure'];
      if (!supported.includes(container.restartPolicy)) {
        found.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, supported));
      }
    }
    return found;
  });
  return [...causes, ...hostPortCauses(path, containers)];
}

const onlySidecars = 'may not be set for init containers without restartPolicy=Always';

/** What is wrong with a pod's init containers. */
export function initContainersCauses(path: string, c: ContainerContext): Cause[] {
  const names = new Set((c.spec.containers ?? []).map(({ name }) => name));
  return (c.spec.initContainers ?? []).flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const causes = commonCauses(at, container, c);
    const { restartPolicy } = container;
    if (restartPolicy !== undefined && !['Always', 'Never', 'OnFailure'].includes(restartPolicy)) {
      causes.push(notSupported(`${at}.restartPolicy`, restartPolicy, ['Always', 'Never', 'OnFailure']));
    }
    if (names.has(container.name)) causes.push(duplicate(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    causes.push(...hostPortCauses(path, [container]));
    if (isSidecar(container)) {
      return [...causes, ...probeAndHookCauses(at, container, c.spec.terminationGracePeriodSeconds)];
    }
    for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[name]) causes.push(forbiddenField(`${at}.${name}`, onlySidecars));
    }
    return causes;
  });
}

const notEphemeral = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
] as const;
const notForEphemeral = 'cannot be set for an Ephemeral Container';

/** What is wrong with containers that were added to a running pod. */
export function ephemeralContainersCauses(path: string, c: ContainerContext): Cause[] {
  const lasting = [...(c.spec.containers ?? []), ...(c.spec.initContainers ?? [])].map(({ name }) => name);
  const names = new Set(lasting);
  return ((c.spec.ephemeralContainers ?? []) as EphemeralContainer[]).flatMap((ephemeral, i) => {
    const at = `${path}[${i}]`;
    const container = ephemeral as Container;
    const causes = [...commonCauses(at, container, c), ...imageSpaceCauses(at, container)];
    if (names.has(ephemeral.name)) causes.push(duplicate(`${at}.name`, ephemeral.name));
    names.add(ephemeral.name);
    const target = ephemeral.targetContainerName;
    if (target && !lasting.includes(target)) causes.push(notFoundValue(`${at}.targetContainerName`, target));
    for (const name of notEphemeral) {
      if (container[name] !== undefined) causes.push(forbiddenField(`${at}.${name}`, notForEphemeral));
    }
    if (Object.keys(container.resources ?? {}).length) causes.push(forbiddenField(`${at}.resources`, notForEphemeral));
    for (const [j, mount] of (ephemeral.volumeMounts ?? []).entries()) {
      for (const name of ['subPath', 'subPathExpr'] as const) {
        if (mount[name]) causes.push(forbiddenField(`${at}.volumeMounts[${j}].${name}`, notForEphemeral));
      }
    }
    return causes;
  });
}

const messagePolicies = ['File', 'FallbackToLogsOnError'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

function commonCauses(at: string, container: Container, c: ContainerContext): Cause[] {
  const { name, image, terminationMessagePolicy = '', imagePullPolicy = '' } = container;
  const causes = name ? invalidEach(`${at}.name`, name, isDnsLabel(name)) : [required(`${at}.name`)];
  if (!image) causes.push(required(`${at}.image`));
  if (!messagePolicies.includes(terminationMessagePolicy)) {
    causes.push(notSupported(`${at}.terminationMessagePolicy`, terminationMessagePolicy, messagePolicies));
  }
  causes.push(
    ...portsCauses(`${at}.ports`, container),
    ...envCauses(`${at}.env`, container.env),
    ...envFromCauses(`${at}.envFrom`, container.envFrom),
    ...mountCauses(`${at}.volumeMounts`, container, c.volumes),
    ...deviceCauses(`${at}.volumeDevices`, container, c.volumes),
  );
  if (!pullPolicies.includes(imagePullPolicy)) {
    causes.push(notSupported(`${at}.imagePullPolicy`, imagePullPolicy, pullPolicies));
  }
  return [
    ...causes,
    ...resourceCauses(`${at}.resources`, container.resources, c.claimNames),
    ...containerSecurityCauses(`${at}.securityContext`, container.securityContext),
  ];
}

function portsCauses(path: string, container: Container): Cause[] {
  const names = new Set<string>();
  return (container.ports ?? []).flatMap(({ name, containerPort, hostPort, protocol = '' }, i) => {
    const at = `${path}[${i}]`;
    const complaints = name ? isPortName(name) : [];
    const causes = invalidEach(`${at}.name`, name, complaints);
    if (name && complaints.length === 0) {
      if (names.has(name)) causes.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    if (!containerPort) causes.push(required(`${at}.containerPort`));
    else causes.push(...invalidEach(`${at}.containerPort`, containerPort, portSentences(containerPort)));
    if (hostPort) causes.push(...invalidEach(`${at}.hostPort`, hostPort, portSentences(hostPort)));
    const protocols = ['SCTP', 'TCP', 'UDP'];
    if (!protocols.includes(protocol)) causes.push(notSupported(`${at}.protocol`, protocol, protocols));
    return causes;
  });
}

function hostPortCauses(path: string, containers: readonly Container[]): Cause[] {
  const taken = new Set<string>();
  return containers.flatMap(({ ports }, i) =>
    (ports ?? []).flatMap(({ protocol, hostIP = '', hostPort }, j) => {
      if (!hostPort) return [];
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) return [duplicate(`${path}[${i}].ports[${j}].hostPort`, key)];
      taken.add(key);
      return [];
    }),
  );
}

/** What is wrong with an image's name in a pod, but not in a template. */
export function imageSpaceCauses(at: string, { image = '' }: Container): Cause[] {
  if (image.trim() === image) return [];
  return [invalidValue(`${at}.image`, image, 'must not have leading or trailing whitespace')];
}
