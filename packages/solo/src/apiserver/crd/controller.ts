// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Controller } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { Kinds } from '../kind.ts';
import type { CustomKindDeps } from './custom-kinds.ts';

/** Keeps the conditions and accepted names of CustomResourceDefinitions, serves what is established, and empties what is deleted. */
export declare function crdController(c: SoloContext, o: { kinds: Kinds } & CustomKindDeps): Controller;
