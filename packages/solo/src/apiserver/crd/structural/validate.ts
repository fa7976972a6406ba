// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';

/** How a value is checked. */
export interface ValidateOptions {
  /** The value before the change: what is wrong with a part that did not change is tolerated. */
  old?: unknown;
  /** The field the value lies in. @defaultValue the object itself */
  path?: string;
}

/** What is wrong with a value by its schema, formats, list types and CEL rules included, in Kubernetes' words. */
export declare function validateSchema(schema: Schema, value: unknown, o?: ValidateOptions): Cause[];
