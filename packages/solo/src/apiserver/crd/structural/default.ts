// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

/** Fills in, in place, the defaults of a schema for what is absent; null where the schema does not allow it counts as absent. */
export declare function setSchemaDefaults(schema: Schema, value: unknown): void;
