// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Call, Reply } from './call.ts';
import {
  consoleObstacle,
  filesystemList,
  freeze,
  guestOsInfo,
  type Obstacle,
  pause,
  reset,
  softReboot,
  unfreeze,
  unpause,
  userList,
} from './guest.ts';
import { restart, start, stop } from './power.ts';

/** One subresource: what it is called and what a call of it does. */
export interface Subresource {
  resource: 'virtualmachines' | 'virtualmachineinstances';
  name: string;
  method: 'GET' | 'PUT';
  /** Answers a plain call. */
  serve?: (call: Call) => Promise<Reply>;
  /** What stands against opening it, where the call opens a stream to virt-handler instead. */
  stream?: Obstacle;
}

const vm = (name: string, serve: Subresource['serve']): Subresource => ({
  resource: 'virtualmachines',
  name,
  method: 'PUT',
  serve,
});

const vmi = (name: string, serve: Subresource['serve'], method: 'GET' | 'PUT' = 'PUT'): Subresource => ({
  resource: 'virtualmachineinstances',
  name,
  method,
  serve,
});

/** Every subresource that is served; a new one is a row here. */
export const subresources: readonly Subresource[] = [
  vm('start', start),
  vm('stop', stop),
  vm('restart', restart),
  { resource: 'virtualmachineinstances', name: 'console', method: 'GET', stream: consoleObstacle },
  vmi('pause', pause),
  vmi('unpause', unpause),
  vmi('softreboot', softReboot),
  vmi('reset', reset),
  vmi('freeze', freeze),
  vmi('unfreeze', unfreeze),
  vmi('guestosinfo', guestOsInfo, 'GET'),
  vmi('userlist', userList, 'GET'),
  vmi('filesystemlist', filesystemList, 'GET'),
];

/** The subresource of a resource by its name, when it is served. */
export const subresourceOf = (resource: string, name: string): Subresource | undefined =>
  subresources.find((row) => row.resource === resource && row.name === name);
