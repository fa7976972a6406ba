// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { type ComputeOutcome, computeOutcome } from './compute-outcome.ts';
export { type LauncherPodInput, parseServerVersion, renderLauncherPod, type ServerVersion } from './render-launcher-pod.ts';
