// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** As many links as Linux follows. */
const mostLinks = 40;

/**
 * Where a path of a root file system lies on the machine, with every link on the way taken as it is meant: inside that root.
 * What does not exist is taken as it is named. @throws Error when links go in circles
 */
export async function pathInRoot(root: string, path: string): Promise<string> {
  let todo = path.split('/');
  let done: string[] = [];
  let links = 0;
  while (todo.length > 0) {
    const [part = '', ...rest] = todo;
    todo = rest;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      done.pop();
      continue;
    }
    const here = join(root, ...done, part);
    const stat = await lstat(here).catch(() => undefined);
    if (!stat?.isSymbolicLink()) {
      done.push(part);
      continue;
    }
    links++;
    if (links > mostLinks) throw new Error(`too many links in ${path}`);
    const target = await readlink(here);
    if (target.startsWith('/')) done = [];
    todo = [...target.split('/'), ...todo];
  }
  return join(root, ...done);
}
