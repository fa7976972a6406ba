// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

/** Removes, in place, the fields a schema does not know; an object's own apiVersion, kind and metadata stay as they are. Gives the paths removed. */
export declare function prune(schema: Schema, value: unknown): string[];
