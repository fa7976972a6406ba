// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { stringify } from 'yaml';

/** Several objects as one YAML document each, for kubectl: no line is folded, and nothing is an alias. */
export const yamlDocuments = (objects: readonly unknown[]): string =>
  objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
