// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type {
  ContainerDiskSource,
  CPU,
  DomainSpec,
  Memory,
  VirtualMachineInstanceSpec,
  Volume,
} from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { parseQuantity, quantityValue } from '../quantity/index.ts';

const isZero = (text: string | number | undefined): boolean => !quantityValue(text);

const withRequests = (domain: DomainSpec, config: ClusterConfig): DomainSpec['resources'] => {
  const resources = domain.resources;
  const ownRequest = quantityValue(config.cpuRequest) !== 0.1 && !domain.cpu?.dedicatedCpuPlacement;
  const cpu = !isZero(resources?.limits?.cpu) && isZero(resources?.requests?.cpu) ? resources?.limits?.cpu : undefined;
  const request = cpu ?? (resources?.requests?.cpu === undefined && ownRequest ? config.cpuRequest : undefined);
  return request === undefined ? resources : { ...resources, requests: { ...resources?.requests, cpu: request } };
};

const withGuestMemory = ({ memory, resources }: DomainSpec): Memory => {
  if (memory?.guest !== undefined) return memory;
  const { requests, limits } = resources ?? {};
  const pageSize = memory?.hugepages?.pageSize;
  const guest = !isZero(requests?.memory)
    ? requests?.memory
    : !isZero(limits?.memory)
      ? limits?.memory
      : parseQuantity(pageSize) && pageSize;
  return guest === undefined ? { ...memory } : { ...memory, guest };
};

/** A CPU with a topology: the given one, else one socket for each CPU asked for as a resource. */
const withTopology = ({ cpu, resources }: DomainSpec): CPU => {
  if (cpu?.cores || cpu?.sockets || cpu?.threads) return cpu;
  const asked = quantityValue(resources?.limits?.cpu ?? resources?.requests?.cpu);
  return { ...cpu, sockets: Math.max(1, Math.ceil(asked ?? 1)), cores: 1, threads: 1 };
};

const imagePullPolicy = (image: string): ContainerDiskSource['imagePullPolicy'] => {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const isLatest = !name.includes('@') && (!name.includes(':') || name.endsWith(':latest'));
  return isLatest ? 'Always' : 'IfNotPresent';
};

const withPullPolicy = (volume: Volume): Volume =>
  volume.containerDisk && !volume.containerDisk.imagePullPolicy
    ? {
        ...volume,
        containerDisk: { ...volume.containerDisk, imagePullPolicy: imagePullPolicy(volume.containerDisk.image) },
      }
    : volume;

const withNetwork = (spec: VirtualMachineInstanceSpec, config: ClusterConfig): VirtualMachineInstanceSpec => {
  const devices = spec.domain.devices;
  const listed = (spec.networks?.length ?? 0) > 0 || (devices?.interfaces?.length ?? 0) > 0;
  if (listed || devices?.autoattachPodInterface === false) return spec;
  const nic = { name: 'default', [config.defaultNetworkInterface]: {} };
  return {
    ...spec,
    domain: { ...spec.domain, devices: { ...devices, interfaces: [nic] } },
    networks: [{ name: 'default', pod: {} }],
  };
};

const withVolumeDisks = (spec: VirtualMachineInstanceSpec): VirtualMachineInstanceSpec => {
  const devices = spec.domain.devices;
  const shown = new Set([...(devices?.disks ?? []), ...(devices?.filesystems ?? [])].map(({ name }) => name));
  const added = (spec.volumes ?? []).filter(({ name }) => !shown.has(name)).map(({ name }) => ({ name }));
  if (added.length === 0) return spec;
  const disks = [...(devices?.disks ?? []), ...added];
  return { ...spec, domain: { ...spec.domain, devices: { ...devices, disks } } };
};

/**
 * A VMI's spec with what every VMI gets, as templates are judged: architecture, machine, memory, CPUs, network, disks.
 * @differs an image with a registry port and no tag counts as latest, where KubeVirt takes the port for a tag
 */
export const withSpecDefaults = (
  spec: VirtualMachineInstanceSpec,
  config: ClusterConfig,
): VirtualMachineInstanceSpec => {
  if (!spec.domain) return spec;
  const architecture = spec.architecture || config.defaultArchitecture;
  const machineType = config.architectures[architecture]?.machineType ?? config.machineType;
  const resources = withRequests(spec.domain, config);
  const domain: DomainSpec = {
    ...spec.domain,
    machine: spec.domain.machine?.type ? spec.domain.machine : { ...spec.domain.machine, type: machineType },
    ...(resources && { resources }),
  };
  domain.memory = withGuestMemory(domain);
  domain.cpu = withTopology(domain);
  const base: VirtualMachineInstanceSpec = {
    ...spec,
    architecture,
    domain,
    evictionStrategy: spec.evictionStrategy ?? config.evictionStrategy,
    ...(spec.volumes && { volumes: spec.volumes.map(withPullPolicy) }),
  };
  return withVolumeDisks(withNetwork(base, config));
};
