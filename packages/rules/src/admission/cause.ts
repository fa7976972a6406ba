// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Why something is refused, as in a Status' `details.causes`. */
export interface Cause {
  reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueNotFound'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'FieldValueForbidden';
  message: string;
  /** Path of the field on the wire, empty when the fault is not one field's. */
  field: string;
}

/** A value that cannot be what it is. */
export const invalid = (field: string, message: string): Cause => ({ reason: 'FieldValueInvalid', message, field });

/** A value that has to be given. */
export const missing = (field: string, message: string): Cause => ({ reason: 'FieldValueRequired', message, field });

/** A value outside of those that are known. */
export const unsupported = (field: string, message: string): Cause => ({
  reason: 'FieldValueNotSupported',
  message,
  field,
});

/** A value that may be used once only. */
export const duplicate = (field: string, message: string): Cause => ({ reason: 'FieldValueDuplicate', message, field });

/** A name that leads nowhere. */
export const notFound = (field: string, message: string): Cause => ({ reason: 'FieldValueNotFound', message, field });

/** A value the requester may not use. */
export const forbidden = (field: string, message: string): Cause => ({ reason: 'FieldValueForbidden', message, field });

/** What a list of checks may hold: a fault, several, or nothing when all is well. */
export type Finding = Cause | readonly Cause[] | false | undefined;

/** The faults among findings, in order. */
export const faults = (...findings: readonly Finding[]): Cause[] =>
  findings.flatMap((finding) => (finding ? (finding as Cause | Cause[]) : []));

/** The faults of every item of a list that may be absent, with each item's index. */
export const each = <T>(items: readonly T[] | undefined, find: (item: T, index: number) => Finding): Cause[] =>
  (items ?? []).flatMap((item, index) => faults(find(item, index)));

/** What is wrong with a VM or replica set that has no template. */
export const missingTemplate: Cause = missing('spec.template', 'missing virtual machine template.');
