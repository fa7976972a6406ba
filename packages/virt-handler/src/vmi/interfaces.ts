// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Interface,
  interfaceStates,
  interfaceInfoSources as sources,
  type VirtualMachineInstance,
  type VirtualMachineInstanceNetworkInterface,
} from '@kubevirt-ts/api';
import { type GuestInterface, vcpuCount } from '@kubevirt-ts/machine';
import type { MachineState } from '../machines/machine-state.ts';

/** Interfaces that only the guest knows are reported up to this number. @upstream */
const maxGuestOnly = 10;

/** What is known of a VMI's interfaces: the specified ones first, then those that only the guest knows. */
export function interfaceStatus(
  vmi: VirtualMachineInstance,
  machine: MachineState,
  podIps: readonly string[],
): VirtualMachineInstanceNetworkInterface[] {
  const known = vmi.status?.interfaces ?? [];
  const guests = machine.agent?.interfaces ?? [];
  const podNetwork = (vmi.spec.networks ?? []).find((network) => network.pod)?.name ?? 'default';
  const specified = (vmi.spec.domain.devices.interfaces ?? []).filter(({ state }) => state !== interfaceStates.absent);

  const result = specified.map((each) => {
    const before = known.find(({ name }) => name === each.name);
    const mac = machine.macs[`ua-${each.name}`] ?? before?.mac ?? each.macAddress;
    const guest = guests.find((candidate) => candidate.mac === mac);
    const onPodNetwork = each.name === podNetwork;
    const ipAddresses = addresses({ each, onPodNetwork, podIps, guest, before });
    return {
      ...before,
      name: each.name,
      ...(mac ? { mac } : {}),
      ...(ipAddresses.length > 0 ? { ipAddress: ipAddresses[0], ipAddresses } : {}),
      ...(guest ? { interfaceName: guest.interfaceName } : {}),
      ...(onPodNetwork ? { podInterfaceName: before?.podInterfaceName ?? 'eth0' } : {}),
      infoSource: infoSource(before?.infoSource, guest !== undefined),
      queueCount: vmi.spec.domain.devices.networkInterfaceMultiqueue ? vcpuCount(vmi.spec.domain) : 1,
      linkState: each.state === interfaceStates.down ? interfaceStates.down : interfaceStates.up,
    };
  });
  const macs = new Set(result.map(({ mac }) => mac));
  const guestOnly = guests.filter(({ mac }) => !macs.has(mac)).slice(0, maxGuestOnly);
  return [
    ...result,
    ...guestOnly.map(({ interfaceName, mac, ipAddresses }) => ({
      interfaceName,
      mac,
      ...(ipAddresses.length > 0 ? { ipAddress: ipAddresses[0], ipAddresses } : {}),
      infoSource: sources.guestAgent,
    })),
  ];
}

interface AddressFacts {
  each: Interface;
  onPodNetwork: boolean;
  podIps: readonly string[];
  guest: GuestInterface | undefined;
  before: VirtualMachineInstanceNetworkInterface | undefined;
}

/** Behind a masquerade the guest's own addresses lead nowhere: the pod's are the VM's. */
function addresses({ each, onPodNetwork, podIps, guest, before }: AddressFacts): string[] {
  if (onPodNetwork && !each.bridge && podIps.length > 0) return [...podIps];
  if (guest && guest.ipAddresses.length > 0) return guest.ipAddresses;
  return before?.ipAddresses ?? [];
}

function infoSource(before: string | undefined, guest: boolean): string {
  const others = (before ?? '').split(', ').filter((source) => source === sources.multusStatus);
  return [sources.domain, ...(guest ? [sources.guestAgent] : []), ...others].join(', ');
}
