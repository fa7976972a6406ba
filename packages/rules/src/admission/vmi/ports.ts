// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Interface, Network, PortRange } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../../config/index.ts';
import { type Cause, duplicate, each, faults, invalid, missing } from '../cause.ts';
import { isPortName } from '../dns-names.ts';

const protocols = ['TCP', 'UDP'];
const maxPort = 65535;
const maxRanges = 10;

/** What is wrong with the ports an interface declares. */
export const portFaults = ({ ports = [] }: Interface, path: string): Cause[] => {
  const names = ports.map(({ name }) => name);
  return each(ports, ({ name, port, protocol }, index) => {
    const field = `${path}.ports[${index}]`;
    return faults(
      !!name && names.indexOf(name) < index && duplicate(`${field}.name`, `Duplicate name of the port: ${name}`),
      name ? !isPortName(name) && invalid(`${field}.name`, `Invalid name of the port: ${name}`) : undefined,
      !port && missing(`${field}.port`, 'Port field is mandatory.'),
      (port < 0 || port > maxPort) && invalid(`${field}.port`, 'Port field must be in range 0 < x < 65536.'),
      protocol
        ? !protocols.includes(protocol) && invalid(`${field}.protocol`, 'Unknown protocol, only TCP or UDP allowed')
        : undefined,
    );
  });
};

const isPort = (port: number): boolean => port > 0 && port <= maxPort;

const rangeFault = ({ protocol, start, end }: PortRange, field: string): Cause | undefined => {
  if (!protocols.includes(protocol)) return invalid(`${field}.protocol`, 'Unknown protocol, only TCP or UDP allowed');
  if (!isPort(start)) return invalid(`${field}.start`, 'Start must be a valid port number, 0 < x < 65536');
  if (!isPort(end)) return invalid(`${field}.end`, 'End must be a valid port number, 0 < x < 65536');
  if (start > end) return invalid(`${field}.start`, 'Start must be less than or equal to end');
  return undefined;
};

const overlaps = (ranges: readonly PortRange[], field: string): Cause[] =>
  protocols.flatMap((protocol) => {
    const sorted = ranges
      .filter((range) => range.protocol === protocol && !rangeFault(range, field))
      .toSorted((a, b) => a.start - b.start || a.end - b.end);
    return each(sorted, (range, index) => {
      const before = sorted[index - 1];
      return (
        before !== undefined &&
        range.start <= before.end &&
        invalid(
          field,
          `${protocol} portRanges [${before.start}-${before.end}] and [${range.start}-${range.end}] overlap`,
        )
      );
    });
  });

/** What is wrong with the port ranges an interface declares. */
export const portRangeFaults = (
  nic: Interface,
  path: string,
  { network, config }: { network?: Network; config: ClusterConfig },
): Cause[] => {
  const ranges = nic.portRanges;
  if (!ranges) return [];
  if (!config.isEnabled('PortRangesSpec'))
    return [
      invalid(
        `${path}.name`,
        'portRanges is specified on interface but the PortRangesSpec feature gate is not enabled',
      ),
    ];
  if (!network?.pod) return [];
  const field = `${path}.portRanges`;
  return faults(
    nic.ports && invalid(`${path}.name`, 'Cannot define both ports and portRanges on interface'),
    !nic.masquerade && invalid(`${path}.name`, 'portRanges are only supported on masquerade interfaces'),
    ranges.length > maxRanges
      ? invalid(field, 'No more than 10 portRanges are allowed')
      : [...each(ranges, (range, index) => rangeFault(range, `${field}[${index}]`)), ...overlaps(ranges, field)],
  );
};
