// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { guestGraceSeconds } from './compute-container.ts';
export { type ComputeOutcome, computeOutcome } from './compute-outcome.ts';
export { type LauncherPodInput, parseServerVersion, type ServerVersion } from './launcher-pod-input.ts';
export { renderLauncherPod } from './render-launcher-pod.ts';
