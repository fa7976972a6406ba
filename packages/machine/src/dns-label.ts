// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const shape = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** Whether a name is a DNS label, and so safe as an identifier and as one segment of a path. */
export function isDnsLabel(name: string): boolean {
  return shape.test(name);
}

/**
 * A name made into a DNS label: dots to dashes, cut at 63 characters, no dash at an end.
 * @upstream hostnames of VMIs are sanitised so
 */
export function toDnsLabel(name: string): string {
  return name
    .replaceAll('.', '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}
