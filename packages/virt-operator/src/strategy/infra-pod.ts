// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, PodSpec, PodTemplateSpec, PodVolume } from '@kubevirt-ts/kube';

/** What one of the programs needs around it. */
export interface Program {
  name: 'virt-operator' | 'virt-api' | 'virt-controller' | 'virt-handler';
  image: string;
  imagePullPolicy: string;
  /** The version it reports and compares others with. */
  version: string;
  serviceAccount: string;
  arguments: readonly string[];
  environment?: readonly { name: string; value: string }[];
  ports: readonly { name: string; containerPort: number }[];
  /** Secrets with a certificate, and where the program looks for them. */
  certificates: readonly { secret: string; path: string }[];
  /** Whether the bundle of certificate authorities is mounted. */
  trust: boolean;
  requests: { cpu: string; memory: string };
  /** How long it may take to end; longer than the 15 s it goes on serving after it was told to. */
  terminationGracePeriodSeconds: number;
}

/** The priority class of every infrastructure pod; the operator's manifest brings it. */
export const priorityClass = 'kubevirt-cluster-critical';

const fromField = (name: string, fieldPath: string) => ({
  name,
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
});

/** Nothing of the node and no way to get more: what every program but virt-handler runs under. */
export const restricted: NonNullable<Container['securityContext']> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const probe = (
  path: string,
  times: { initialDelaySeconds: number; periodSeconds: number; failureThreshold: number },
) => ({
  httpGet: { path, port: 8443, scheme: 'HTTPS' },
  timeoutSeconds: 10,
  successThreshold: 1,
  ...times,
});

const volumesOf = (program: Program): PodVolume[] => [
  ...program.certificates.map(({ secret }) => ({ name: secret, secret: { secretName: secret, defaultMode: 0o440 } })),
  ...(program.trust ? [{ name: 'kubevirt-ca', configMap: { name: 'kubevirt-ca', defaultMode: 0o444 } }] : []),
];

const containerOf = (program: Program): Container => ({
  name: program.name,
  image: program.image,
  imagePullPolicy: program.imagePullPolicy,
  command: [program.name],
  args: [...program.arguments],
  env: [
    { name: 'KUBEVIRT_VERSION', value: program.version },
    fromField('KUBEVIRT_NAMESPACE', 'metadata.namespace'),
    fromField('POD_NAME', 'metadata.name'),
    fromField('POD_IP', 'status.podIP'),
    fromField('NODE_NAME', 'spec.nodeName'),
    ...(program.environment ?? []),
  ],
  ports: program.ports.map((port) => ({ ...port, protocol: 'TCP' })),
  livenessProbe: probe('/healthz', { initialDelaySeconds: 15, periodSeconds: 15, failureThreshold: 8 }),
  readinessProbe: probe('/readyz', { initialDelaySeconds: 1, periodSeconds: 2, failureThreshold: 3 }),
  resources: { requests: program.requests },
  securityContext: restricted,
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'FallbackToLogsOnError',
  volumeMounts: [
    ...program.certificates.map(({ secret, path }) => ({ name: secret, mountPath: path, readOnly: true })),
    ...(program.trust ? [{ name: 'kubevirt-ca', mountPath: '/etc/kubevirt/ca', readOnly: true }] : []),
  ],
});

const apart = (name: string): PodSpec['affinity'] => ({
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 1,
        podAffinityTerm: {
          labelSelector: { matchExpressions: [{ key: 'kubevirt.io', operator: 'In', values: [name] }] },
          topologyKey: 'kubernetes.io/hostname',
        },
      },
    ],
  },
});

/** The labels of a program's pods; the first of them is what its workload and its Service select by. */
export const podLabels = (name: Program['name']): Record<string, string> => ({
  'kubevirt.io': name,
  name,
  'prometheus.kubevirt.io': 'true',
});

/** The pod every program runs in: restricted, probed over HTTPS, spread over nodes when there are several of it. */
export const infraPod = (program: Program): PodTemplateSpec => ({
  metadata: { labels: podLabels(program.name) },
  spec: {
    serviceAccountName: program.serviceAccount,
    priorityClassName: priorityClass,
    terminationGracePeriodSeconds: program.terminationGracePeriodSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1001,
      runAsGroup: 1001,
      fsGroup: 1001,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
    affinity: apart(program.name),
    containers: [containerOf(program)],
    volumes: volumesOf(program),
  },
});
