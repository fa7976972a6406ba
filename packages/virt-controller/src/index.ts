// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { computeOutcome, renderLauncherPod } from './launcher-pod/index.ts';
