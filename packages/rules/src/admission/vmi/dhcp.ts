// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { isIPv4 } from 'node:net';
import type { Interface } from '@kubevirt-ts/api';
import { type Cause, each, faults, invalid } from '../cause.ts';

/** What is wrong with the DHCP options an interface hands to the guest. */
export const dhcpFaults = ({ dhcpOptions }: Interface, path: string): Cause[] => {
  const options = dhcpOptions?.privateOptions ?? [];
  const field = `${path}.dhcpOptions`;
  return faults(
    new Set(options.map(({ option }) => option)).size < options.length &&
      invalid(field, 'Found Duplicates: you have provided duplicate DHCPPrivateOptions'),
    each(
      options,
      ({ option }) =>
        (option < 224 || option > 254) &&
        invalid(field, 'provided DHCPPrivateOptions are out of range, must be in range 224 to 254'),
    ),
    each(
      dhcpOptions?.ntpServers,
      (server, index) =>
        !isIPv4(server) &&
        invalid(`${field}.ntpServers[${index}]`, 'NTP servers must be a list of valid IPv4 addresses.'),
    ),
  );
};
