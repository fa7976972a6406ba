// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Strategy } from '../kind.ts';

/** What is special about CustomResourceDefinitions: defaults, validation with Kubernetes' messages, generation of status. */
export declare function definitionStrategy(): Strategy;
