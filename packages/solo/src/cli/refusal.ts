// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Why a command cannot be done, in one sentence for a person; there is nothing to be debugged. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
