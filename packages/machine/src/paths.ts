// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Where things are inside the compute container. Every path is ours: no name that a user chose is a part of one. */
export const paths = {
  /** Sockets on which virt-handler listens; mounted read-only by its device plugin. */
  channel: '/run/kubevirt/channel',
  /** Lock, process ids and programs shared with the container disks' sidecars. */
  containerDisks: '/run/kubevirt/container-disks',
  /** What only this pod needs: monitor, firmware variables, TPM state, records. */
  private: '/run/kubevirt-private',
  /** The pod-private QMP monitor that the graceful-shutdown program uses. */
  monitor: '/run/kubevirt-private/monitor.sock',
  passtSocket: '/run/kubevirt-private/passt.sock',
  passtLog: '/run/kubevirt-private/passt.log',
  tpmSocket: '/run/kubevirt-private/swtpm.sock',
  tpmState: '/run/kubevirt-private/tpm',
  firmwareVariables: '/run/kubevirt-private/firmware-vars.fd',
  /** What the launcher did before it became QEMU. */
  record: '/run/kubevirt-private/launcher.json',
  /** Overlays, empty disks and images made at the start. */
  ephemeralDisks: '/run/kubevirt-ephemeral-disks',
  /** One directory per file system volume, mounted by kubelet. */
  claims: '/run/kubevirt-private/vmi-disks',
  /** One directory per mounted secret, config map, downward API or service account volume. */
  objects: '/run/kubevirt-private/objects',
  /** One directory per secret that an access credential names. */
  accessCredentials: '/run/kubevirt-private/access-credentials',
  hugepages: '/dev/hugepages',
  /** The container's own standard output: what `kubectl logs` shows. */
  log: '/proc/self/fd/1',
  terminationLog: '/dev/termination-log',
} as const;

/** The programs that the launcher runs, as installed in the image. */
export const programs = {
  qemu: '/usr/bin/qemu-system-x86_64',
  qemuImg: '/usr/bin/qemu-img',
  passt: '/usr/bin/passt',
  swtpm: '/usr/bin/swtpm',
  xorriso: '/usr/bin/xorriso',
} as const;

/** UEFI firmware of Debian's package `ovmf`. */
export const ovmf = {
  code: '/usr/share/OVMF/OVMF_CODE_4M.fd',
  variables: '/usr/share/OVMF/OVMF_VARS_4M.fd',
  secureCode: '/usr/share/OVMF/OVMF_CODE_4M.secboot.fd',
  /** Variables with Microsoft's keys enrolled, without which secure boot is not enforced. */
  secureVariables: '/usr/share/OVMF/OVMF_VARS_4M.ms.fd',
} as const;
