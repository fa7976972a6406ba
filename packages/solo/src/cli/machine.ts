// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';

const programs = ['crun', 'conmon', 'catatonit', 'nft', 'ip', 'socat', 'skopeo', 'umoci', 'nsenter'];
const plugins = ['ptp', 'host-local', 'loopback'];
const pluginDirectories = ['/usr/lib/cni', '/opt/cni/bin', '/usr/libexec/cni'];

/** What is looked at on the machine. */
export interface MachineFacts {
  uid: number;
  /** Directories programs are looked for in. */
  path: readonly string[];
  isExecutable: (path: string) => boolean;
}

/** The machine this process runs on. */
export function thisMachine(): MachineFacts {
  return {
    uid: process.getuid?.() ?? 0,
    path: [...new Set([...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin'])].filter(Boolean),
    isExecutable(path) {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Says what keeps solo from running pods here, if anything does. @throws Refusal */
export function checkMachine(facts: MachineFacts): void {
  if (facts.uid !== 0)
    throw new Refusal('solo runs containers and makes networks, for which it must be root: try it with sudo.');
  const missing = programs.filter((name) => !facts.path.some((directory) => facts.isExecutable(join(directory, name))));
  if (missing.length > 0) {
    throw new Refusal(
      `${sentence(missing)} ${missing.length > 1 ? 'are' : 'is'} not installed; on Debian: apt install ${packagesOf(missing).join(' ')}`,
    );
  }
  const absent = plugins.filter(
    (name) => !pluginDirectories.some((directory) => facts.isExecutable(join(directory, name))),
  );
  if (absent.length > 0) {
    throw new Refusal(
      `the CNI plugin${absent.length > 1 ? 's' : ''} ${sentence(absent)} ${absent.length > 1 ? 'are' : 'is'} not in ${pluginDirectories[0]}; on Debian: apt install containernetworking-plugins`,
    );
  }
}

const packageNames: Readonly<Record<string, string>> = { nft: 'nftables', ip: 'iproute2', nsenter: 'util-linux' };

function packagesOf(names: readonly string[]): string[] {
  return names.map((name) => packageNames[name] ?? name);
}

function sentence(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
