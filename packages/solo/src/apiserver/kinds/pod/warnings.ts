// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, ObjectMeta, PodSpec } from '@kubevirt-ts/kube';
import { quantityNanos } from '../../../quantity.ts';
import { isDnsLabel } from '../validation/names.ts';
import { containersOf } from './containers-of.ts';

/** A pod, or what pods are made from. */
interface Template {
  metadata?: ObjectMeta;
  spec?: PodSpec;
}

/** What is allowed in pods but seldom meant; `path` is where the template is. @upstream pkg/api/pod/warnings.go */
export function podWarnings(template: Template | undefined, path: '' | 'spec.template'): string[] {
  const { spec, metadata } = template ?? {};
  if (!spec) return [];
  const at = path ? `${path}.spec` : 'spec';
  const annotations = path ? `${path}.metadata.annotations` : 'metadata.annotations';
  return [
    ...nodeLabelWarnings(at, spec),
    ...spreadWarnings(at, spec),
    ...annotationWarnings(annotations, metadata),
    ...volumeWarnings(at, spec),
    ...tokenPathWarnings(at, spec),
    ...duplicateWarnings(at, spec),
    ...overheadWarnings(at, spec),
    ...containersOf(spec, at).flatMap(({ container, path: where }) => [
      ...amountWarnings(`${where}.resources.limits`, container.resources?.limits),
      ...amountWarnings(`${where}.resources.requests`, container.resources?.requests),
      ...envWarnings(`${where}.env`, container),
    ]),
    ...portWarnings(at, spec),
    ...graceWarnings(at, spec),
    ...affinityWarnings(at, spec),
  ];
}

/** What is said of names that pods' hostnames are made from. */
export function hostnameWarnings({ name = '' }: ObjectMeta, users: "the Pod's hostname" | 'Pod names and hostnames') {
  const complaints = name ? isDnsLabel(name) : [];
  if (complaints.length === 0) return [];
  const why = `this is used in ${users}, which can result in surprising behavior`;
  return [`metadata.name: ${why}; a DNS label is recommended: [${complaints.join(' ')}]`];
}

const oldNodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

function nodeLabelWarnings(at: string, { nodeSelector, affinity }: PodSpec): string[] {
  const path = `${at}.affinity.nodeAffinity`;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred = affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const terms = [
    ...required.map((term, i) => ({
      term,
      where: `${path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}]`,
    })),
    ...preferred.map(({ preference }, i) => ({
      term: preference,
      where: `${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}].preference`,
    })),
  ];
  return [
    ...Object.keys(nodeSelector ?? {}).flatMap((key) =>
      oldNodeLabels[key] ? [`${at}.nodeSelector[${key}]: ${oldNodeLabels[key]}`] : [],
    ),
    ...terms.flatMap(({ term, where }) =>
      (term?.matchExpressions ?? []).flatMap(({ key }, i) =>
        oldNodeLabels[key] ? [`${where}.matchExpressions[${i}].key: ${key} is ${oldNodeLabels[key]}`] : [],
      ),
    ),
  ];
}

const matchesNothing = 'a null labelSelector results in matching no pod';

function spreadWarnings(at: string, { topologySpreadConstraints }: PodSpec): string[] {
  return (topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, i) => {
    const where = `${at}.topologySpreadConstraints[${i}]`;
    const old = oldNodeLabels[topologyKey];
    return [
      ...(old ? [`${where}.topologyKey: ${topologyKey} is ${old}`] : []),
      ...(labelSelector ? [] : [`${where}.labelSelector: ${matchesNothing}`]),
    ];
  });
}

function affinityWarnings(at: string, { affinity }: PodSpec): string[] {
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((name) => {
    const where = `${at}.affinity.${name}`;
    const required = affinity?.[name]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const preferred = affinity?.[name]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const warning = (path: string) => `${where}.${path}.labelSelector: ${matchesNothing}`;
    return [
      ...required.flatMap(({ labelSelector }, i) =>
        labelSelector ? [] : [warning(`requiredDuringSchedulingIgnoredDuringExecution[${i}]`)],
      ),
      ...preferred.flatMap(({ podAffinityTerm }, i) =>
        podAffinityTerm?.labelSelector
          ? []
          : [warning(`preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm`)],
      ),
    ];
  });
}

const oldAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

function annotationWarnings(path: string, metadata: ObjectMeta | undefined): string[] {
  return Object.entries(oldAnnotations).flatMap(([key, why]) =>
    metadata?.annotations?.[key] === undefined ? [] : [`${path}[${key}]: ${why}`],
  );
}

const oldVolumes = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
} as const;

function volumeWarnings(at: string, { volumes }: PodSpec): string[] {
  return (volumes ?? []).flatMap((volume, i) =>
    (Object.keys(oldVolumes) as (keyof typeof oldVolumes)[]).flatMap((name) =>
      volume[name] ? [`${at}.volumes[${i}].${name === 'storageos' ? 'storageOS' : name}: ${oldVolumes[name]}`] : [],
    ),
  );
}

function tokenPathWarnings(at: string, { volumes = [] }: PodSpec): string[] {
  const sources = volumes.map(({ projected }) => projected?.sources ?? []);
  const tokens = new Set(sources.flat().flatMap(({ serviceAccountToken }) => serviceAccountToken?.path ?? []));
  if (tokens.size === 0) return [];
  return sources.flatMap((list, i) =>
    list.flatMap(({ configMap, secret, downwardAPI }) => {
      const where = `${at}.volumes[${i}].projected.sources`;
      const items = { configMap: configMap?.items, secrets: secret?.items, downwardAPI: downwardAPI?.items };
      return Object.entries(items).flatMap(([name, files]) =>
        (files ?? []).flatMap(({ path }, j) =>
          tokens.has(path)
            ? [`${where}.${name}[${j}]: has duplicated path with ServiceAccountToken ${JSON.stringify(path)}`]
            : [],
        ),
      );
    }),
  );
}

function duplicateWarnings(at: string, { hostAliases, imagePullSecrets }: PodSpec): string[] {
  const repeated = (path: (i: number) => string, what: string, values: readonly (string | undefined)[]) =>
    values.flatMap((value = '', i) =>
      values.slice(0, i).some((other = '') => other === value)
        ? [`${path(i)}: duplicate ${what} ${JSON.stringify(value)}`]
        : [],
    );
  const secretName = (i: number) => `${at}.imagePullSecrets[${i}].name`;
  const secrets = (imagePullSecrets ?? []).map(({ name }) => name);
  return [
    ...repeated((i) => `${at}.hostAliases[${i}].ip`, 'ip', hostAliases?.map(({ ip }) => ip) ?? []),
    ...repeated(secretName, 'name', secrets),
    ...secrets.flatMap((name, i) => (name ? [] : [`${secretName(i)}: invalid empty name ""`])),
  ];
}

function overheadWarnings(at: string, { overhead }: PodSpec): string[] {
  return amountWarnings(`${at}.overhead`, overhead);
}

function amountWarnings(path: string, amounts: Readonly<Record<string, string>> | undefined): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => {
    const amount = amounts?.[name];
    if (amount === undefined || (quantityNanos(amount) ?? 0n) % 1_000_000_000n === 0n) return [];
    return [`${path}[${name}]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`];
  });
}

function envWarnings(path: string, { env = [] }: Container): string[] {
  return env.flatMap(({ name, value = '', valueFrom }, i) => {
    if (!env.slice(0, i).some((other) => other.name === name)) return [];
    const reference = `$(${name})`;
    // A value that is made from the one before is meant.
    if (!valueFrom && value !== reference && value.includes(reference)) return [];
    return [
      `${path}[${i}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
    ];
  });
}

type Port = NonNullable<Container['ports']>[number];

function portWarnings(at: string, spec: PodSpec): string[] {
  const known = new Map<string, { port: Port; where: string }[]>();
  return containersOf(spec, at).flatMap(({ container, path }) =>
    (container.ports ?? []).flatMap((port, i) => {
      const where = `${path}.ports[${i}]`;
      const key = `${port.containerPort}/${port.protocol}`;
      const others = known.get(key) ?? [];
      known.set(key, [...others, { port, where }]);
      return [
        ...(port.hostIP && !port.hostPort ? [`${where}: hostIP set without hostPort: ${goText(port)}`] : []),
        ...others.flatMap((other) => {
          const how = likeness(port, other.port);
          return how ? [`${where}: ${how} port definition with ${other.where}`] : [];
        }),
      ];
    }),
  );
}

function likeness(a: Port, b: Port): string | undefined {
  const [x, y] = [a.hostIP ?? '', b.hostIP ?? ''];
  const [m, n] = [a.hostPort ?? 0, b.hostPort ?? 0];
  if (x === y && m === n) return 'duplicate';
  if (m === 0 || n === 0) return 'overlapping';
  return m === n && (x === '') !== (y === '') ? 'dangerously ambiguous' : undefined;
}

function goText({ name = '', hostPort = 0, containerPort, protocol = '', hostIP = '' }: Port): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}

function graceWarnings(at: string, { terminationGracePeriodSeconds = 0 }: PodSpec): string[] {
  if (terminationGracePeriodSeconds >= 0) return [];
  const why = 'must be >= 0; negative values are invalid and will be treated as 1';
  return [`${at}.terminationGracePeriodSeconds: ${why}`];
}
