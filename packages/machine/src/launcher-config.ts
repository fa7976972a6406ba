// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What the guest reads about its maker in SMBIOS type 1. */
export interface SmbiosConfig {
  manufacturer: string;
  product: string;
  family: string;
  version: string;
  sku: string;
}

/** What is known of the persistent volume claim behind a volume. */
export interface ClaimFacts {
  mode: 'Filesystem' | 'Block';
  /** What the claim can hold, in bytes, when it is bound. */
  capacityBytes?: number;
  readOnly: boolean;
}

/** What virt-controller tells the launcher besides the VMI, as JSON in the environment. */
export interface LauncherConfig {
  accelerator: 'kvm' | 'tcg';
  smbios: SmbiosConfig;
  freePageReporting: boolean;
  /** Whether the guest's serial console is written to the container's log. */
  serialLog: boolean;
  /** By volume name. */
  claims: Record<string, ClaimFacts>;
  /** Bytes of a claim that a new disk image leaves free. */
  minimumReserveBytes: number;
}

/** Names of the environment variables by which the pod hands the launcher its work. */
export const launcherEnvironment = {
  vmi: 'KUBEVIRT_VMI',
  config: 'KUBEVIRT_LAUNCHER_CONFIG',
} as const;

/**
 * A value as JSON for a container's environment: dollar signs are written as escapes, because kubelet expands `$(NAME)`
 * and turns `$$` into `$`.
 */
export function environmentJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('$', '\\u0024');
}
