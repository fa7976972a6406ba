// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** All of Linux's capabilities, as of 5.9, without `CAP_`. */
export const allCapabilities = [
  ...['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP'],
  ...['LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER'],
  ...['SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE'],
  ...['SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP'],
  ...['MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF'],
  'CHECKPOINT_RESTORE',
] as const;

/** What a container may do when its pod says nothing. @upstream containerd */
const defaultCapabilities = [
  ...['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP'],
  ...['NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE'],
];

/**
 * The capabilities of a container, without `CAP_`: the default ones (`ALL` stands for all), more, and less. One that is both
 * added and dropped by name is dropped; one added by name stays when ALL are dropped. @upstream containerd
 */
export function capabilities(o: { privileged: boolean; add: readonly string[]; drop: readonly string[] }): string[] {
  if (o.privileged) return [...allCapabilities];
  const add = o.add.map(bare);
  const drop = o.drop.map(bare);
  const held = new Set<string>(add.includes('ALL') ? allCapabilities : defaultCapabilities);
  if (drop.includes('ALL')) held.clear();
  for (const name of add) if (name !== 'ALL') held.add(name);
  for (const name of drop) held.delete(name);
  return [...held];
}

function bare(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}
