// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, command } from '../runtime/command.ts';
import type { PullRefusal, RegistryCredential } from '../runtime/runtime.ts';
import { credentialsFor } from './credentials.ts';
import { type Reference, referenceText } from './reference.ts';

/** What a pull is made from. */
export interface PullOptions {
  reference: Reference;
  credentials: readonly RegistryCredential[];
  /** An empty directory to work in. */
  directory: string;
  signal: AbortSignal | undefined;
}

/** Fetches an image from its registry into an OCI layout, whose path is the answer. */
export async function pullLayout(o: PullOptions): Promise<{ layout: string } | PullRefusal> {
  const { reference } = o;
  const layout = join(o.directory, 'oci');
  await mkdir(o.directory, { recursive: true });
  const fitting = credentialsFor(reference.repository, o.credentials);
  let refusal: PullRefusal | undefined;
  for (const credential of fitting.length ? fitting : [undefined]) {
    const authfile = join(o.directory, 'auth.json');
    await writeFile(authfile, JSON.stringify({ auths: auths(reference, credential) }), { mode: 0o600 });
    const host = reference.repository.split('/', 1)[0] ?? '';
    const plain = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) ? ['--src-tls-verify=false'] : [];
    const flags = ['--insecure-policy', 'copy', '--quiet', '--src-authfile', authfile, ...plain];
    try {
      const source = `docker://${referenceText(reference)}`;
      await command('skopeo', [...flags, source, `oci:${layout}:image`], { signal: o.signal });
      return { layout };
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      refusal = { reason: 'ErrImagePull', message: pullMessage(referenceText(reference), error.stderr) };
      if (!isDenied(error.stderr)) break;
    }
  }
  return refusal ?? { reason: 'ErrImagePull', message: `failed to pull image "${referenceText(reference)}"` };
}

function auths(reference: Reference, credential: RegistryCredential | undefined): Record<string, { auth: string }> {
  if (!credential) return {};
  const host = reference.repository.split('/', 1)[0] ?? '';
  return { [host]: { auth: Buffer.from(`${credential.username}:${credential.password}`).toString('base64') } };
}

/** Says why a pull failed as containerd would, from skopeo's words. */
export function pullMessage(reference: string, stderr: string): string {
  const said = /msg="((?:[^"\\]|\\.)*)"/.exec(stderr)?.[1]?.replace(/\\(.)/g, '$1') ?? stderr.trim();
  const cause = said.replace(/^.*?(?=(reading manifest|pinging container registry|initializing source)\b)/, '');
  const head = `failed to pull and unpack image "${reference}": failed to resolve reference "${reference}"`;
  if (/manifest unknown|not found/i.test(said) && !/no such host/i.test(said))
    return `${head}: ${reference}: not found`;
  if (isDenied(said))
    return `${head}: pull access denied, repository does not exist or may require authorization: ${cause}`;
  return `${head}: ${cause}`;
}

function isDenied(said: string): boolean {
  return /unauthorized|authentication required|denied/i.test(said);
}
