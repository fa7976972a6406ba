// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A JSON object. */
export type Json = Record<string, unknown>;

/** Where an object stands: in the answer to which request, and there at which path. */
export interface Place {
  /** `body.items[0].metadata` */
  path: string;
  /** The step, as its case has it: `POST /api/v1/namespaces/$ns/pods`. */
  what: string;
  /** The whole of the answer's body. */
  body: Json;
}

/**
 * One place where the reference (Kubernetes 1.20) and what we follow (1.3x) are meant to differ. It turns the answer of the former into
 * that of the latter, so that the latter is still what the candidate is held to.
 */
export interface Difference {
  readonly name: string;
  readonly reason: string;
  /** A sentence, or part of one, that is worded otherwise now. */
  readonly text?: readonly [RegExp | string, string | ((...groups: string[]) => string)];
  /** Changes an object of the answer in place, and tells whether it did. */
  readonly object?: (object: Json, at: Place) => boolean;
}
