// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Whose a sandbox or container is. */
export interface PodIdentity {
  uid: string;
  namespace: string;
  name: string;
}

/** What the kernel is asked to hold a pod or container to. Left out: no limit. */
export interface CgroupLimits {
  /** Of the request; what competing containers are weighed by. */
  cpuRequestMillis?: number;
  cpuLimitMillis?: number;
  memoryLimitBytes?: number;
  pidsLimit?: number;
}

/** A port of the machine that leads into a pod. */
export interface HostPort {
  hostPort: number;
  containerPort: number;
  protocol: 'TCP' | 'UDP' | 'SCTP';
  /** `''`: all of the machine's. */
  hostIp: string;
}

/** What a pod's sandbox is made from. */
export interface SandboxSpec {
  pod: PodIdentity;
  /** Counts the pod's sandboxes from 0. */
  attempt: number;
  labels: Record<string, string>;
  /** What the containers' hostname is; with the host's network it is ignored. */
  hostname: string;
  /** Of the pod's fully qualified name, when it has one (`subdomain`, `setHostnameAsFQDN` are resolved by the caller): `web.ns.svc.cluster.local`. Goes into /etc/hosts. */
  fqdn?: string;
  hostNetwork: boolean;
  hostPid: boolean;
  hostIpc: boolean;
  /** shareProcessNamespace: all containers see the pause process as 1. */
  sharePid: boolean;
  /** The lines of /etc/resolv.conf; left out: the machine's own file. */
  dns?: { nameservers: string[]; searches: string[]; options: string[] };
  hostAliases: { ip: string; hostnames: string[] }[];
  hostPorts: HostPort[];
  sysctls: Record<string, string>;
  /** Of the whole pod. */
  limits: CgroupLimits;
}

/** Something of the machine, or an image, that a container sees in its files. Later ones lie over earlier ones. */
export interface Mount {
  /** A path of the machine (already mapped from the node's, symlinks resolved), or an image's reference for an image volume. */
  source: { path: string } | { image: string; subPath?: string };
  target: string;
  readOnly: boolean;
  /** What is mounted below it is read-only as well. */
  recursiveReadOnly?: boolean;
  /** @defaultValue 'None' */
  propagation?: 'None' | 'HostToContainer' | 'Bidirectional';
}

/** A device node in the container that the container may use. */
export interface Device {
  hostPath: string;
  containerPath: string;
  /** Letters of `rwm`. */
  permissions: string;
}

/** What a container may do; the pod's and the container's securityContext as one. */
export interface ContainerSecurity {
  privileged: boolean;
  /** Left out: the image's user. */
  runAsUser?: number;
  /** Left out: the image's, or the user's own in the image's passwd. */
  runAsGroup?: number;
  /** With the pod's fsGroup. The user's groups in the image's /etc/group are added. */
  supplementalGroups: number[];
  /** Without `CAP_`; `ALL` is understood. */
  addCapabilities: string[];
  dropCapabilities: string[];
  readOnlyRootFilesystem: boolean;
  /** @defaultValue true; false is no_new_privs */
  allowPrivilegeEscalation?: boolean;
  /** Localhost: a path under the node's kubelet/seccomp/. */
  seccomp: { type: 'Unconfined' } | { type: 'RuntimeDefault' } | { type: 'Localhost'; path: string };
  procMount: 'Default' | 'Unmasked';
}

/** What a container is made from. */
export interface ContainerSpec {
  name: string;
  /** Counts the container's starts from 0. */
  attempt: number;
  labels: Record<string, string>;
  /** The reference as the pod has it. */
  image: string;
  /** In place of the image's Entrypoint (its Cmd then counts as well as gone). Variables are already expanded. */
  command?: string[];
  /** In place of the image's Cmd. */
  args?: string[];
  workingDir?: string;
  /** Over the image's. */
  env: { name: string; value: string }[];
  mounts: Mount[];
  devices: Device[];
  stdin: boolean;
  stdinOnce: boolean;
  tty: boolean;
  /** Where in the container its last words go. */
  terminationMessagePath: string;
  security: ContainerSecurity;
  limits: CgroupLimits;
  oomScoreAdj: number;
  /** Id of a container whose processes it sees: an ephemeral container's target. */
  targetContainerId?: string;
}
