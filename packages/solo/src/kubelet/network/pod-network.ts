// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { writeFile } from 'node:fs/promises';
import { command } from '../runtime/command.ts';
import { cni } from './cni.ts';

/** A node's pod network. */
export interface PodNetworkOptions {
  /** The name of the interface that has the node's own address, such as `solo1`. */
  bridge: string;
  /** `10.42.1.0/24`; the node itself has the first address. */
  subnet: string;
  /** All nodes' pod addresses: `10.42.0.0/16`. */
  clusterSubnet: string;
  /** `10.43.0.0/16` */
  serviceSubnet: string;
  /** A directory for the addresses given out. */
  addresses: string;
}

const netnsDirectory = '/run/netns';
const cniVersion = '1.0.0';

/** The path of a network namespace of that name. */
export function netnsPath(name: string): string {
  return `${netnsDirectory}/${name}`;
}

/** The address that a subnet's node has. */
function gatewayOf(subnet: string): string {
  const [address = ''] = subnet.split('/');
  return address.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/**
 * Makes the interface that has a node's own address, if it is not there: a bridge, though nothing is bridged. Each pod has a line of its
 * own to the machine, which routes between them all: so a Service's answers come back the way its questions went, whether the machine
 * has br_netfilter or not.
 */
export async function ensureBridge({ bridge, subnet, serviceSubnet }: PodNetworkOptions): Promise<void> {
  const prefix = subnet.split('/')[1];
  await command('ip', ['link', 'show', 'dev', bridge]).catch(() =>
    command('ip', ['link', 'add', 'name', bridge, 'type', 'bridge']),
  );
  await command('ip', ['address', 'replace', `${gatewayOf(subnet)}/${prefix}`, 'dev', bridge]);
  await command('ip', ['link', 'set', 'dev', bridge, 'up']);
  // The machine reaches services though it may have no default route; each node's bridge is a way.
  const metric = String(1000 + Number(subnet.split('.')[2]));
  const route = [serviceSubnet, 'dev', bridge, 'src', gatewayOf(subnet), 'metric', metric];
  await command('ip', ['route', 'replace', ...route]);
  await sysctl('net/ipv4/ip_forward', '1');
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

/** Connects a network namespace to the machine; the answer is its addresses. */
export async function connectPod(o: PodNetworkOptions, netns: string, containerId: string): Promise<string[]> {
  const call = { command: 'ADD', containerId, netns, interfaceName: 'eth0' } as const;
  const { ips = [], interfaces = [] } = await cni(lineConfiguration(o), call);
  // For localhost:<node port>: the answer of a pod is for 127.0.0.1 again when it comes back by its line.
  const line = interfaces.find(({ sandbox }) => !sandbox);
  if (line) await sysctl(`net/ipv4/conf/${line.name}/route_localnet`, '1');
  return ips.map(({ address }) => address.split('/')[0] ?? address);
}

/** Gives a pod's addresses back. Its namespace may be gone already. */
export async function disconnectPod(o: PodNetworkOptions, netns: string, containerId: string): Promise<void> {
  await cni(lineConfiguration(o), { command: 'DEL', containerId, netns, interfaceName: 'eth0' });
}

/** Removes the interface that has a node's own address. */
export async function removeBridge(bridge: string): Promise<void> {
  await command('ip', ['link', 'delete', 'dev', bridge]).catch(() => undefined);
}

function lineConfiguration({ subnet, addresses }: PodNetworkOptions) {
  return configuration({
    type: 'ptp',
    ipMasq: false,
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
