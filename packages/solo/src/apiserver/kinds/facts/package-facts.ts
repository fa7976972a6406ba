// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * What Kubernetes knows of the types of one package beyond names and types of fields: type → field → facts, where the empty
 * field name is the type itself. Every type of the package that is served is named, so that models find their package.
 *
 * Facts, separated by blanks:
 * - `merge`, `merge(key)`, `retainKeys`, `replace`: the strategy of strategic merge patches
 * - `map(keys)`, `set`, `atomic`, `granular`: how field ownership and apply see a list, map or object
 * - `enum(values)`, `default(json)`: as published in OpenAPI
 * - `quantity`: a resource quantity, or a map of them
 * - `pointer`: an empty value is not absence
 * - `written`, `omitted`: there even when empty; for required fields and metadata this is the rule, and `omitted` its exception
 * - `null`: there as null when absent
 */
export type PackageFacts = Readonly<Record<string, Readonly<Record<string, string>>>>;
