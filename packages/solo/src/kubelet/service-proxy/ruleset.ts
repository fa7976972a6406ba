// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import type { ServicePort } from './service-ports.ts';

/** The table that holds the rules of all services, and nothing else. */
export const serviceTable = 'solo_services';

/** Marks connections of a pod to itself through a service: without another source address the answer would not pass here again. */
const hairpinMark = '0x4000';

const chainOf = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 12);

function chains(each: ServicePort): string[] {
  const service = chainOf(each.name, each.protocol);
  const backends = each.backends.map((backend) => ({
    ...backend,
    chain: `ep_${chainOf(each.name, each.protocol, backend.ip, backend.port)}`,
  }));
  const sticky = each.affinitySeconds;
  const picks = backends.map(({ chain }, index) => `${index} : goto ${chain}`).join(', ');
  return [
    ...backends.flatMap(({ ip, port, chain }) => [
      ...(sticky === undefined
        ? []
        : [`  set ${chain}_clients { type ipv4_addr; flags dynamic,timeout; timeout ${sticky}s; }`]),
      `  chain ${chain} {`,
      `    ip saddr ${ip} meta mark set meta mark or ${hairpinMark}`,
      ...(sticky === undefined ? [] : [`    update @${chain}_clients { ip saddr }`]),
      `    meta l4proto ${each.protocol} dnat to ${ip}:${port}`,
      '  }',
    ]),
    `  # ${each.name}`,
    `  chain svc_${service} {`,
    ...(sticky === undefined ? [] : backends.map(({ chain }) => `    ip saddr @${chain}_clients goto ${chain}`)),
    `    numgen random mod ${backends.length} vmap { ${picks} }`,
    '  }',
  ];
}

/** `{ key : verdict, … }` as elements of a verdict map; an empty map has none. */
function elements(entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`    elements = { ${entries.join(', ')} }`];
}

/** The whole table as `nft -f` takes it; loading it replaces the one before in one step. */
export function ruleset(ports: readonly ServicePort[]): string {
  const served = ports.filter(({ backends }) => backends.length > 0);
  const refused = ports.filter(({ backends }) => backends.length === 0);
  const key = (address: string, { protocol, port }: ServicePort) => `${address} . ${protocol} . ${port}`;
  const services = served.flatMap((each) =>
    each.addresses.map((address) => `${key(address, each)} : goto svc_${chainOf(each.name, each.protocol)}`),
  );
  const nodePorts = served.flatMap((each) =>
    each.nodePort === undefined
      ? []
      : [`${each.protocol} . ${each.nodePort} : goto svc_${chainOf(each.name, each.protocol)}`],
  );
  const closed = refused.flatMap((each) => each.addresses.map((address) => `${key(address, each)} : goto refuse`));
  const dispatch = [
    '    ip daddr . meta l4proto . th dport vmap @services',
    '    fib daddr type local meta l4proto . th dport vmap @node_ports',
  ];
  return [
    `table ip ${serviceTable} {}`,
    `delete table ip ${serviceTable}`,
    `table ip ${serviceTable} {`,
    ...served.flatMap(chains),
    '  chain refuse {',
    '    meta l4proto tcp reject with tcp reset',
    '    reject',
    '  }',
    '  map services {',
    '    type ipv4_addr . inet_proto . inet_service : verdict',
    ...elements(services),
    '  }',
    '  map node_ports {',
    '    type inet_proto . inet_service : verdict',
    ...elements(nodePorts),
    '  }',
    '  map no_endpoints {',
    '    type ipv4_addr . inet_proto . inet_service : verdict',
    ...elements(closed),
    '  }',
    '  chain prerouting {',
    '    type nat hook prerouting priority dstnat; policy accept;',
    ...dispatch,
    '  }',
    '  chain output {',
    '    type nat hook output priority -100; policy accept;',
    ...dispatch,
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    `    meta mark and ${hairpinMark} == ${hairpinMark} masquerade`,
    '  }',
    '  chain refuse_forwarded {',
    '    type filter hook forward priority filter; policy accept;',
    '    ip daddr . meta l4proto . th dport vmap @no_endpoints',
    '  }',
    '  chain refuse_own {',
    '    type filter hook output priority filter; policy accept;',
    '    ip daddr . meta l4proto . th dport vmap @no_endpoints',
    '  }',
    '}',
    '',
  ].join('\n');
}
