// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Why a machine cannot be built as asked: a reason for programs, a sentence for people, and the field at fault. */
export interface Refusal {
  reason: string;
  message: string;
  field: string;
}

/** A refusal of one field, in one sentence. */
export function refusal(reason: string, field: string, message: string): Refusal {
  return { reason, message, field };
}
