// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Cause } from './cause.ts';

/** What an admission hook says: yes, perhaps with warnings, or no with a code, a sentence and its causes. */
export interface Answer {
  allowed: boolean;
  code?: number;
  reason?: string;
  message?: string;
  causes?: Cause[];
  warnings?: string[];
}

/** Who asks for what: the parts of an admission request that rules look at. */
export interface Asked<T> {
  operation: 'CREATE' | 'UPDATE';
  object: T;
  /** The object as it was, in an update. */
  old?: T;
  /** Whether one of KubeVirt's own service accounts asks. */
  isOurs: boolean;
}

/** Yes. */
export const allow = (warnings: string[] = []): Answer =>
  warnings.length > 0 ? { allowed: true, warnings } : { allowed: true };

/** No, with a code of HTTP and one sentence. */
export const deny = (code: number, message: string, reason?: string): Answer => ({
  allowed: false,
  code,
  message,
  reason,
});

const withPath = ({ field, message }: Cause): string =>
  field === '' || message.includes(field) ? message : `${field}: ${message}`;

/**
 * Yes when there are no faults, else no with every one of them.
 * @differs KubeVirt stops at ten; here all are told, because the one that is cut off costs another attempt
 */
export const judge = (causes: Cause[], warnings?: string[]): Answer =>
  causes.length === 0
    ? allow(warnings)
    : {
        allowed: false,
        code: 422,
        reason: 'Invalid',
        message: causes.map(withPath).join(', '),
        causes,
      };
