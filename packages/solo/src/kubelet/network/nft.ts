// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { command } from '../runtime/command.ts';

/** Has the kernel take a set of changes, all or none. @throws CommandFailed */
export async function nft(text: string): Promise<void> {
  await command('nft', ['-f', '-'], { input: text });
}

/** Removes a table; nothing happens when there is none. */
export async function removeTable(name: string): Promise<void> {
  await nft(`table ip ${name} {}\ndelete table ip ${name}\n`);
}

/** What a table of the kernel is made of, as `nft --json` lists it. */
export async function tableObjects(name: string): Promise<{ chain?: { name: string }; set?: { name: string } }[]> {
  const text = await command('nft', ['--json', '--terse', 'list', 'table', 'ip', name]);
  return (JSON.parse(text) as { nftables: { chain?: { name: string }; set?: { name: string } }[] }).nftables;
}
