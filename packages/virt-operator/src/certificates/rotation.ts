// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';

/** How long a kind of certificate lives, and how long before its end it is replaced. */
export interface Lifetime {
  durationMs: number;
  renewBeforeMs: number;
}

/** When certificates are replaced. */
export interface Rotation {
  authority: Lifetime;
  server: Lifetime;
}

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a duration as Go writes it (`1h30m`); nothing when it is not one. */
export const parseDuration = (text: string | undefined): number | undefined => {
  if (!text || !/^(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))*$/.test(text))
    return undefined;
  return [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitsMs[unit ?? ''] ?? 0),
    0,
  );
};

/** A duration as Go prints it: `168h0m0s`. */
export const formatDuration = (durationMs: number): string => {
  const seconds = durationMs / 1000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${Number((seconds % 60).toFixed(3))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
};

const hourMs = 3_600_000;

const lifetime = (durationMs: number, renewBefore: string | undefined): Lifetime => ({
  durationMs,
  renewBeforeMs: parseDuration(renewBefore) ?? durationMs * 0.2,
});

/**
 * The rotation a KubeVirt object asks for.
 * @upstream the deprecated intervals win over `ca` and `server` when they are set
 * @defaultValue authorities live 168 h, servers 24 h, and a fifth of that before the end they are replaced
 */
export const rotationOf = (kubevirt: KubeVirt): Rotation => {
  const set = kubevirt.spec?.certificateRotateStrategy?.selfSigned;
  const authority = lifetime(
    parseDuration(set?.caRotateInterval) ?? parseDuration(set?.ca?.duration) ?? 168 * hourMs,
    set?.caOverlapInterval ?? set?.ca?.renewBefore,
  );
  const server = lifetime(
    parseDuration(set?.certRotateInterval) ?? parseDuration(set?.server?.duration) ?? 24 * hourMs,
    set?.certRotateInterval ? undefined : set?.server?.renewBefore,
  );
  return { authority, server };
};
