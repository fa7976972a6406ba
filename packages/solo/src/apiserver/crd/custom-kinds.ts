// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CustomResourceDefinition } from '@kubevirt-ts/kube';
import type { WebhookClient } from '../admission/webhook-client.ts';
import type { Kind } from '../kind.ts';
import type { Schema } from '../schema.ts';

/** What the kinds of a definition need from outside. */
export interface CustomKindDeps {
  /** The schema of metadata, as every kind has it. */
  objectMeta: Schema;
  /** Calls conversion webhooks. */
  webhooks: WebhookClient;
}

/**
 * The kinds a definition stands for, one per served version. Their strategy does all of defaulting and validation
 * (schema, formats, list types, CEL, ratcheting); pruning is for who decodes: `prune(kind.schema, object)`.
 */
export declare function customKinds(crd: CustomResourceDefinition, deps: CustomKindDeps): Kind[];
