// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { toDnsLabel } from '../dns-label.ts';
import { firmwareUuid } from '../firmware-uuid.ts';

/** A file of a cloud-init image. */
export interface SeedFile {
  /** Beneath the image's root. */
  path: string;
  content: string | Buffer;
}

/** What a cloud-init image is made from. */
export interface SeedInput {
  vmi: VirtualMachineInstance;
  flavour: 'noCloud' | 'configDrive';
  userData: string | Buffer;
  networkData?: string | Buffer;
  /** SSH keys by the secrets that access credentials name. */
  publicKeys: readonly string[];
}

/** The host name a guest is given: the one it asks for, else its VMI's name, as a DNS label. */
export function guestHostname({ metadata, spec }: VirtualMachineInstance): string {
  return toDnsLabel(spec.hostname || metadata?.name || '');
}

const instanceTypeAnnotations = ['kubevirt.io/instancetype-name', 'kubevirt.io/cluster-instancetype-name'] as const;

function instanceType(vmi: VirtualMachineInstance): string | undefined {
  const annotations = vmi.metadata?.annotations ?? {};
  return instanceTypeAnnotations.map((name) => annotations[name]).find((value) => value);
}

function keysByNumber(keys: readonly string[]): Record<string, string> | undefined {
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key, i) => [String(i), key]));
}

function noCloud({ vmi, userData, networkData, publicKeys }: SeedInput): SeedFile[] {
  const metadata = {
    'instance-type': instanceType(vmi),
    'instance-id': firmwareUuid(vmi),
    'local-hostname': guestHostname(vmi),
    'public-keys': keysByNumber(publicKeys),
  };
  return [
    { path: 'meta-data', content: JSON.stringify(metadata) },
    { path: 'user-data', content: userData },
    ...(networkData === undefined ? [] : [{ path: 'network-config', content: networkData }]),
  ];
}

function configDrive({ vmi, userData, networkData, publicKeys }: SeedInput): SeedFile[] {
  const metadata = {
    instance_type: instanceType(vmi),
    instance_id: `${vmi.metadata?.name}.${vmi.metadata?.namespace}`,
    hostname: guestHostname(vmi),
    uuid: firmwareUuid(vmi),
    public_keys: keysByNumber(publicKeys),
  };
  const at = (name: string): string => `openstack/latest/${name}`;
  return [
    { path: at('meta_data.json'), content: JSON.stringify(metadata) },
    { path: at('user_data'), content: userData },
    ...(networkData === undefined ? [] : [{ path: at('network_data.json'), content: networkData }]),
  ];
}

/**
 * The files of a cloud-init image.
 * @upstream NoCloud's instance id is the firmware UUID, so that it stays over restarts; a config drive's is name and namespace
 */
export function cloudInitSeed(input: SeedInput): SeedFile[] {
  return input.flavour === 'noCloud' ? noCloud(input) : configDrive(input);
}
