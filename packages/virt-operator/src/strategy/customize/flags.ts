// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Flags } from '@kubevirt-ts/api';

const programs: Readonly<Record<string, keyof Flags>> = {
  'Deployment virt-api': 'api',
  'Deployment virt-controller': 'controller',
  'DaemonSet virt-handler': 'handler',
};

const written = (flag: string, value: string): string[] => {
  const name = `--${flag.toLowerCase()}`;
  if (value === '') return [name];
  if (/^(true|false)$/i.test(value)) return [`${name}=${value}`];
  return [name, value];
};

/**
 * The patch that starts a program with other flags; nothing when it keeps its own.
 * @upstream the command becomes the program's name and the flags in alphabetical order
 */
export const flagsPatch = (kind: string, name: string, flags: Flags | undefined): unknown => {
  const program = programs[`${kind} ${name}`];
  const wanted = program && flags?.[program];
  if (!wanted || Object.keys(wanted).length === 0) return undefined;
  const command = [
    name,
    ...Object.keys(wanted)
      .sort()
      .flatMap((flag) => written(flag, String(wanted[flag] ?? ''))),
  ];
  return { spec: { template: { spec: { containers: [{ name, command }] } } } };
};
