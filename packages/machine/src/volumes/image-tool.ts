// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { programs } from '../paths.ts';

/** A program and its arguments. */
export interface Command {
  program: string;
  arguments: readonly string[];
}

/**
 * Creates a qcow2 image. An overlay is created without naming what it lies over: QEMU is told that at its start, and a
 * path inside another container means nothing later.
 */
export function createQcow2(file: string, sizeBytes: number): Command {
  return { program: programs.qemuImg, arguments: ['create', '-q', '-f', 'qcow2', file, String(sizeBytes)] };
}

/** Makes an ISO image of a directory, with names as long and as they are, by Rock Ridge and Joliet. */
export function createIso(file: string, label: string, directory: string): Command {
  const names = ['-volid', label, '-joliet', '-rock', '-joliet-long'];
  return { program: programs.xorriso, arguments: ['-as', 'mkisofs', '-quiet', ...names, '-o', file, directory] };
}
