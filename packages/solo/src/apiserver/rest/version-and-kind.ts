// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const target =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Why no version and kind can be read from a JSON value that is no object, as Kubernetes says it. */
export function noVersionAndKind(value: unknown): string {
  const why = `json: cannot unmarshal ${typeName(value)} into Go value of type ${target}`;
  return `couldn't get version/kind; json parse error: ${why}`;
}
