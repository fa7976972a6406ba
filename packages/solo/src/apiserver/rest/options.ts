// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Store } from '../../store/store.ts';
import type { Admission } from '../admission/admission.ts';
import type { Json, Kind, Kinds } from '../kind.ts';
import type { Patches } from '../patch/patches.ts';

/** What the verbs are made of. `createRest(o: RestOptions): Handler` is in rest.ts. */
export interface RestOptions {
  kinds: Kinds;
  store: Store;
  now: () => Date;
  schemas: Schemas;
  patches: Patches;
  admission: Admission;
  /** Numbers in [0, 1) for generated names. @defaultValue Math.random */
  random?: () => number;
  /** When a watch without timeoutSeconds ends. @defaultValue 1800 to 3600 s at random, as Kubernetes has it */
  watchTimeoutMs?: () => number;
  /** How often a watch that takes bookmarks gets one. @defaultValue 60 s */
  bookmarkMs?: number;
}

/** What the verbs ask of schemas when they decode what a client sent. */
interface Schemas {
  /**
   * How what a client sent does not fit the types of a built-in kind, in the words that decoding in Kubernetes ends with (those
   * of types after `json: `): `cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool`; undefined when it fits.
   */
  mismatch(kind: Kind, object: Json): string | undefined;
  /**
   * Drops, in place, the fields that the kind's schema does not know, and gives their paths: `spec.foo`, `spec.list[0].bar`. What
   * stays of a built-in kind is brought into the form that Kubernetes' decoding gives it (empty values, quantities, times).
   */
  prune(kind: Kind, object: Json): string[];
}
