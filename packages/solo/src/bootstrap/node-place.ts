// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';

/** Where a node is: its name, directory, bridge and pod addresses, all by its number, counted from 1. */
export interface NodePlace {
  name: string;
  directory: string;
  bridge: string;
  podSubnet: string;
  /** The bridge's own address. */
  gateway: string;
}

/** The place of a node in a state directory. */
export function nodePlace(directory: string, number: number): NodePlace {
  const name = `node${number}`;
  return {
    name,
    directory: join(directory, 'nodes', name),
    bridge: `solo${number}`,
    podSubnet: `10.42.${number}.0/24`,
    gateway: `10.42.${number}.1`,
  };
}
