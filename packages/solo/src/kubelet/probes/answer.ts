// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What a probe says of a container; `error`: nothing can be said this time. */
export type ProbeAnswer = { ok: boolean; message: string } | { error: string };
