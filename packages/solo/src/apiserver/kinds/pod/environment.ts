// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import { invalidEach, invalidValue, notSupported, required } from '../validation/causes.ts';
import { isConfigKey, isDnsSubdomain, isEnvName, isQualifiedName } from '../validation/names.ts';

type EnvVar = NonNullable<Container['env']>[number];
type EnvSource = NonNullable<EnvVar['valueFrom']>;
type FieldRef = NonNullable<EnvSource['fieldRef']>;
type ResourceFieldRef = NonNullable<EnvSource['resourceFieldRef']>;

/** What is wrong with environment variables. */
export function envCauses(path: string, env: readonly EnvVar[] | undefined): Cause[] {
  return (env ?? []).flatMap((one, i) => {
    const at = `${path}[${i}]`;
    const name = one.name ? invalidEach(`${at}.name`, one.name, isEnvName(one.name)) : [required(`${at}.name`)];
    return [...name, ...(one.valueFrom ? sourceCauses(`${at}.valueFrom`, one.valueFrom, one.value) : [])];
  });
}

const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function sourceCauses(path: string, source: EnvSource, value: string | undefined): Cause[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  const causes: Cause[] = [];
  if (fieldRef) causes.push(...fieldRefCauses(`${path}.fieldRef`, fieldRef, envFieldPaths));
  if (resourceFieldRef) causes.push(...resourceFieldRefCauses(`${path}.resourceFieldRef`, resourceFieldRef, false));
  if (configMapKeyRef) causes.push(...keyRefCauses(`${path}.configMapKeyRef`, configMapKeyRef));
  if (secretKeyRef) causes.push(...keyRefCauses(`${path}.secretKeyRef`, secretKeyRef));
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  if (count === 0) {
    const sentence =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    causes.push(invalidValue(path, '', sentence));
  } else if (value) causes.push(invalidValue(path, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) causes.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
  return causes;
}

// All that a pod's fields are known by to the downward API.
const knownFieldPaths: ReadonlySet<string> = new Set([
  ...envFieldPaths,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const subscripted: ReadonlySet<string> = new Set(['metadata.annotations', 'metadata.labels']);

/** What is wrong with a reference to a field of the pod. `supported` are the fields that can stand there. */
export function fieldRefCauses(path: string, ref: FieldRef, supported: readonly string[]): Cause[] {
  const { apiVersion, fieldPath } = ref;
  if (!apiVersion) return [required(`${path}.apiVersion`)];
  if (!fieldPath) return [required(`${path}.fieldPath`)];
  const [, base, key] = /^([^[\]]+)\['([^']*)'\]$/.exec(fieldPath) ?? [];
  if (apiVersion !== 'v1') {
    const sentence = `error converting fieldPath: unsupported pod version: ${apiVersion}`;
    return [invalidValue(`${path}.fieldPath`, fieldPath, sentence)];
  }
  if (base !== undefined && !subscripted.has(base)) {
    const sentence = `error converting fieldPath: field label does not support subscript: ${fieldPath}`;
    return [invalidValue(`${path}.fieldPath`, fieldPath, sentence)];
  }
  if (!knownFieldPaths.has(base ?? fieldPath)) {
    const sentence = `error converting fieldPath: field label not supported: ${base ?? fieldPath}`;
    return [invalidValue(`${path}.fieldPath`, fieldPath, sentence)];
  }
  if (base === undefined || key === undefined) {
    return supported.includes(fieldPath) ? [] : [notSupported(`${path}.fieldPath`, fieldPath, [...supported].sort())];
  }
  if (base === 'metadata.annotations') return invalidEach(path, key.toLowerCase(), isQualifiedName(key.toLowerCase()));
  return invalidEach(path, key, isQualifiedName(key));
}

const resourcePaths = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const sizeDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** What is wrong with a reference to what a container asks for. */
export function resourceFieldRefCauses(path: string, ref: ResourceFieldRef, needsContainer: boolean): Cause[] {
  const { containerName, resource, divisor } = ref;
  const isHugePages = /^(requests|limits)\.hugepages-/.test(resource);
  const causes: Cause[] = [];
  if (needsContainer && !containerName) causes.push(required(`${path}.containerName`));
  else if (!resource) causes.push(required(`${path}.resource`));
  else if (!resourcePaths.includes(resource) && !isHugePages) {
    causes.push(notSupported(`${path}.resource`, resource, resourcePaths));
  }
  if (!divisor || divisor === '0') return causes;
  const of = resource.endsWith('.cpu')
    ? 'cpu'
    : resource.endsWith('.memory')
      ? 'memory'
      : isHugePages
        ? 'hugepages'
        : 'local ephemeral storage';
  const allowed = of === 'cpu' ? ['1m', '1'] : sizeDivisors;
  if (allowed.includes(divisor)) return causes;
  const list = of === 'cpu' ? '1m and 1' : sizeDivisors.join(', ');
  const sentence = `only divisor's values ${list} are supported with the ${of} resource`;
  return [...causes, invalidValue(`${path}.divisor`, resource, sentence)];
}

function keyRefCauses(path: string, ref: { name?: string; key: string }): Cause[] {
  const name = ref.name ?? '';
  const causes = invalidEach(`${path}.name`, name, isDnsSubdomain(name));
  if (!ref.key) return [...causes, required(`${path}.key`)];
  return [...causes, ...invalidEach(`${path}.key`, ref.key, isConfigKey(ref.key))];
}

/** What is wrong with sources of whole sets of environment variables. */
export function envFromCauses(path: string, list: Container['envFrom']): Cause[] {
  return (list ?? []).flatMap(({ prefix, configMapRef, secretRef }, i) => {
    const at = `${path}[${i}]`;
    const causes = prefix ? invalidEach(`${at}.prefix`, prefix, isEnvName(prefix)) : [];
    if (configMapRef) causes.push(...sourceNameCauses(`${at}.configMapRef`, configMapRef.name));
    if (secretRef) causes.push(...sourceNameCauses(`${at}.secretRef`, secretRef.name));
    if (!configMapRef && !secretRef) {
      causes.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef && secretRef) {
      causes.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
    }
    return causes;
  });
}

function sourceNameCauses(path: string, name: string | undefined): Cause[] {
  return name ? invalidEach(`${path}.name`, name, isDnsSubdomain(name)) : [required(`${path}.name`)];
}
