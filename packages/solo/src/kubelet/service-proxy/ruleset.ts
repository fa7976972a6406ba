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
  // How long it remembers is in its name: a set cannot be changed.
  const clients = (chain: string) => `${chain}_for_${sticky}s`;
  const picks = backends.map(({ chain }, index) => `${index} : goto ${chain}`).join(', ');
  return [
    ...backends.flatMap(({ ip, port, chain }) => [
      ...(sticky === undefined
        ? []
        : [`  set ${clients(chain)} { type ipv4_addr; flags dynamic,timeout; timeout ${sticky}s; }`]),
      `  chain ${chain} {`,
      `    ip saddr ${ip} meta mark set meta mark or ${hairpinMark}`,
      ...(sticky === undefined ? [] : [`    update @${clients(chain)} { ip saddr }`]),
      `    meta l4proto ${each.protocol} dnat to ${ip}:${port}`,
      '  }',
    ]),
    `  # ${each.name}`,
    `  chain svc_${service} {`,
    ...(sticky === undefined ? [] : backends.map(({ chain }) => `    ip saddr @${clients(chain)} goto ${chain}`)),
    `    numgen random mod ${backends.length} vmap { ${picks} }`,
    '  }',
  ];
}

/** `{ key : verdict, … }` as elements of a verdict map; an empty map has none. */
function elements(entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`    elements = { ${entries.join(', ')} }`];
}

const byAddress = 'ipv4_addr . inet_proto . inet_service';
const byPort = 'inet_proto . inet_service';
const maps = [
  ['services', byAddress],
  ['node_ports', byPort],
  ['no_endpoints', byAddress],
  ['closed_node_ports', byPort],
] as const;

/**
 * The whole table as `nft -f` takes it; loading it replaces the rules before in one step. Sets stay as they are: they remember which
 * client is whose. What is no longer named stays, empty, until `leftovers` is loaded.
 */
export function ruleset(ports: readonly ServicePort[], serviceSubnet = '10.43.0.0/16'): string {
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
  const closedNodePorts = refused.flatMap((each) =>
    each.nodePort === undefined ? [] : [`${each.protocol} . ${each.nodePort} : goto refuse`],
  );
  const dispatch = [
    '    ip daddr . meta l4proto . th dport vmap @services',
    '    fib daddr type local meta l4proto . th dport vmap @node_ports',
  ];
  const refusals = [
    '    ip daddr . meta l4proto . th dport vmap @no_endpoints',
    // Whatever still is for a service's address is for a port that no service has.
    `    ip daddr ${serviceSubnet} goto refuse`,
  ];
  const closedPorts = ['    fib daddr type local meta l4proto . th dport vmap @closed_node_ports'];
  return [
    `table ip ${serviceTable} {`,
    ...maps.flatMap(([name, type]) => [`  map ${name} {`, `    type ${type} : verdict`, '  }']),
    '}',
    ...maps.map(([name]) => `flush map ip ${serviceTable} ${name}`),
    `flush table ip ${serviceTable}`,
    `table ip ${serviceTable} {`,
    ...served.flatMap(chains),
    '  chain refuse {',
    '    meta l4proto tcp reject with tcp reset',
    '    reject',
    '  }',
    '  map services {',
    `    type ${byAddress} : verdict`,
    ...elements(services),
    '  }',
    '  map node_ports {',
    `    type ${byPort} : verdict`,
    ...elements(nodePorts),
    '  }',
    '  map no_endpoints {',
    `    type ${byAddress} : verdict`,
    ...elements(closed),
    '  }',
    '  map closed_node_ports {',
    `    type ${byPort} : verdict`,
    ...elements(closedNodePorts),
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
    ...refusals,
    '  }',
    '  chain refuse_own {',
    '    type filter hook output priority filter; policy accept;',
    ...refusals,
    ...closedPorts,
    '  }',
    '  chain refuse_local {',
    '    type filter hook input priority filter; policy accept;',
    ...closedPorts,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** One object of nft's JSON listing of a table, as much as is used. */
export interface ListedObject {
  chain?: { name: string };
  set?: { name: string };
}

/** What is loaded after a ruleset to remove chains and sets, among those the kernel has, that it does not name; empty when there are none. */
export function leftovers(rules: string, listed: readonly ListedObject[]): string {
  const named = new Set([...rules.matchAll(/^ {2}(?:chain|set) (\w+) \{/gm)].map(([, name]) => name));
  const gone = (kind: 'chain' | 'set') =>
    listed.flatMap((object) => {
      const name = object[kind]?.name;
      return name !== undefined && !named.has(name) ? [`delete ${kind} ip ${serviceTable} ${name}\n`] : [];
    });
  return [...gone('chain'), ...gone('set')].join('');
}
