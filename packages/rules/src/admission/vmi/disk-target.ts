// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Disk } from '@kubevirt-ts/api';

/** The bus a disk asks for, whatever its kind; empty when that is left to the default. */
export const busOf = (disk: Pick<Disk, 'disk' | 'lun' | 'cdrom'>): string =>
  disk.disk?.bus || disk.lun?.bus || disk.cdrom?.bus || '';

/** The kind of device a disk asks for, or nothing when that is left to the default. */
export const targetOf = (disk: Pick<Disk, 'disk' | 'lun' | 'cdrom'>): 'disk' | 'lun' | 'cdrom' | undefined =>
  disk.disk ? 'disk' : disk.lun ? 'lun' : disk.cdrom ? 'cdrom' : undefined;
