// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Why a guest cannot be started, in one sentence for whoever asked for it. Anything else that is thrown is a fault of ours. */
export class LaunchError extends Error {}
