// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import { CommandFailed, command } from '../runtime/command.ts';

/** What a CNI plugin answers to ADD, as much as is used. */
export interface CniResult {
  interfaces?: { name: string; mac?: string; sandbox?: string }[];
  ips?: { address: string; gateway?: string; interface?: number }[];
}

/** What a CNI plugin is called for. */
export interface CniCall {
  command: 'ADD' | 'DEL';
  containerId: string;
  /** Path of the network namespace; empty when it is gone. */
  netns: string;
  interfaceName: string;
}

/** Where Debian installs the plugins. */
const cniDirectory = '/usr/lib/cni';

/** Runs the plugin that a network configuration names by its type. @throws Error with what the plugin said */
export async function cni(config: { type: string }, call: CniCall): Promise<CniResult> {
  const env = {
    PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    CNI_COMMAND: call.command,
    CNI_CONTAINERID: call.containerId,
    CNI_NETNS: call.netns,
    CNI_IFNAME: call.interfaceName,
    CNI_PATH: cniDirectory,
  };
  try {
    const answer = await command(join(cniDirectory, config.type), [], { input: JSON.stringify(config), env });
    return answer.trim() === '' ? {} : (JSON.parse(answer) as CniResult);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Error(`plugin type="${config.type}" failed (${call.command.toLowerCase()}): ${said(error)}`);
  }
}

function said(error: CommandFailed): string {
  try {
    const { msg, details } = JSON.parse(error.stdout) as { msg?: string; details?: string };
    return [msg, details].filter((text) => text).join('; ');
  } catch {
    return error.stderr.trim() || error.message;
  }
}
