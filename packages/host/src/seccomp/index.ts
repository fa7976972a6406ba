// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { launcherProfile, launcherProfilePath, type SeccompProfile } from './launcher-profile.ts';
