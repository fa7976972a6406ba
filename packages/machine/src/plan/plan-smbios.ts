// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec } from '@kubevirt-ts/api';
import type { SmbiosConfig } from '../launcher-config.ts';
import type { SmbiosTable } from './machine-plan.ts';

function table(type: number, fields: Record<string, string | undefined>): SmbiosTable {
  const set = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return { type, fields: Object.fromEntries(set) };
}

/** What the guest reads about its machine: the system by the cluster's configuration, the chassis by its own. */
export function planSmbios({ firmware, chassis }: DomainSpec, config: SmbiosConfig, uuid: string): SmbiosTable[] {
  const { manufacturer, product, version, sku, family } = config;
  const system = table(1, { manufacturer, product, version, serial: firmware?.serial, uuid, sku, family });
  const enclosure = table(3, { ...chassis });
  return Object.keys(enclosure.fields).length === 0 ? [system] : [system, enclosure];
}
