// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Replaces each `$(NAME)` that has a value; one without stays as it is, and `$$` is a dollar sign. @upstream third_party/forked/golang/expansion */
export function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$(\$|\(([^)]*)\))/g, (match: string, what: string, name: string | undefined) => {
    if (what === '$') return '$';
    return values.get(name ?? '') ?? match;
  });
}
