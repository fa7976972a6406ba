// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { writeFile } from 'node:fs/promises';
import { command } from '../runtime/command.ts';
import { cni } from './cni.ts';

/** A node's pod network. */
export interface PodNetworkOptions {
  /** The bridge's name, such as `solo1`. */
  bridge: string;
  /** `10.42.1.0/24`; the bridge itself has the first address. */
  subnet: string;
  /** A directory for the addresses given out. */
  addresses: string;
}

const netnsDirectory = '/run/netns';
const cniVersion = '1.0.0';

/** The path of a network namespace of that name. */
export function netnsPath(name: string): string {
  return `${netnsDirectory}/${name}`;
}

/** The address that a subnet's bridge has. */
export function gatewayOf(subnet: string): string {
  const [address = ''] = subnet.split('/');
  return address.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/**
 * Makes a node's bridge, if it is not there, with its address. Pods on it reach each other by way of the machine, not straight: the
 * machine answers for all of them (proxy_arp_pvlan) and their ports are isolated. So a Service's answers come back the way its
 * questions went, though the machine may have no br_netfilter.
 */
export async function ensureBridge({ bridge, subnet }: PodNetworkOptions): Promise<void> {
  const prefix = subnet.split('/')[1];
  await command('ip', ['link', 'show', 'dev', bridge]).catch(() =>
    command('ip', ['link', 'add', 'name', bridge, 'type', 'bridge']),
  );
  await command('ip', ['address', 'replace', `${gatewayOf(subnet)}/${prefix}`, 'dev', bridge]);
  await command('ip', ['link', 'set', 'dev', bridge, 'up']);
  await sysctl('net/ipv4/ip_forward', '1');
  await sysctl(`net/ipv4/conf/${bridge}/proxy_arp_pvlan`, '1');
  await sysctl(`net/ipv4/conf/${bridge}/send_redirects`, '0');
  // For localhost:<node port>: the answer of a pod is for 127.0.0.1 again when it comes back by the bridge.
  await sysctl(`net/ipv4/conf/${bridge}/route_localnet`, '1');
}

async function sysctl(path: string, value: string): Promise<void> {
  await writeFile(`/proc/sys/${path}`, value);
}

/** Makes a network namespace of that name, with its loopback up. */
export async function makeNetns(name: string): Promise<void> {
  await command('ip', ['netns', 'add', name]);
  const call = { command: 'ADD', containerId: name, netns: netnsPath(name), interfaceName: 'lo' } as const;
  await cni(configuration({ type: 'loopback' }), call);
}

/** Removes a network namespace; nothing happens when there is none. */
export async function removeNetns(name: string): Promise<void> {
  await command('ip', ['netns', 'delete', name]).catch(() => undefined);
}

/** Connects a network namespace to a node's bridge; the answer is its addresses. */
export async function connectPod(o: PodNetworkOptions, netns: string, containerId: string): Promise<string[]> {
  const call = { command: 'ADD', containerId, netns, interfaceName: 'eth0' } as const;
  const { ips = [], interfaces = [] } = await cni(bridgeConfiguration(o), call);
  const port = interfaces.find(({ name, sandbox }) => !sandbox && name !== o.bridge);
  if (port) await command('ip', ['link', 'set', 'dev', port.name, 'type', 'bridge_slave', 'isolated', 'on']);
  return ips.map(({ address }) => address.split('/')[0] ?? address);
}

/** Gives a pod's addresses back. Its namespace may be gone already. */
export async function disconnectPod(o: PodNetworkOptions, netns: string, containerId: string): Promise<void> {
  await cni(bridgeConfiguration(o), { command: 'DEL', containerId, netns, interfaceName: 'eth0' });
}

/** Removes a node's bridge. */
export async function removeBridge(bridge: string): Promise<void> {
  await command('ip', ['link', 'delete', 'dev', bridge]).catch(() => undefined);
}

function bridgeConfiguration({ bridge, subnet, addresses }: PodNetworkOptions) {
  return configuration({
    type: 'bridge',
    bridge,
    isGateway: true,
    ipMasq: false,
    hairpinMode: true,
    ipam: {
      type: 'host-local',
      dataDir: addresses,
      ranges: [[{ subnet, gateway: gatewayOf(subnet) }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  });
}

function configuration<T extends { type: string }>(config: T): T & { cniVersion: string; name: string } {
  return { cniVersion, name: 'solo', ...config };
}
