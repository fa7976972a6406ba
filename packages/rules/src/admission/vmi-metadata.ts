// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ObjectMeta } from '@kubevirt-ts/api';
import { annotations, reservedVmiLabels } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { type Cause, faults, invalid, unsupported } from './cause.ts';

/** The reserved labels of an object, with their values. */
export const reservedLabels = (labels: Record<string, string> | undefined): Record<string, string> =>
  Object.fromEntries(
    reservedVmiLabels.flatMap((label) => (labels?.[label] === undefined ? [] : [[label, labels[label]]])),
  );

/** What is wrong with the metadata of a VMI, or of a template of one. */
export const metadataFaults = (
  path: string,
  metadata: ObjectMeta | undefined,
  { config, isOurs }: { config: ClusterConfig; isOurs: boolean },
): Cause[] => {
  const field = `${path}.annotations`;
  const has = (name: string): boolean => !!metadata?.annotations?.[name];
  return faults(
    !isOurs &&
      Object.keys(reservedLabels(metadata?.labels)).length > 0 &&
      unsupported(
        `${path}.labels`,
        'creation of the following reserved kubevirt.io/ labels on a VMI object is prohibited',
      ),
    has(annotations.ignitionData) &&
      invalid(
        field,
        config.isEnabled('ExperimentalIgnitionSupport')
          ? `${field}.${annotations.ignitionData} is not offered by this version of kubevirt-ts.`
          : `ExperimentalIgnitionSupport feature gate is not enabled in kubevirt-config, invalid entry ${field}.${annotations.ignitionData}`,
      ),
    has(annotations.hookSidecars) &&
      invalid(
        field,
        config.isEnabled('Sidecar')
          ? `${field}.${annotations.hookSidecars} is not offered by this version of kubevirt-ts.`
          : `sidecar feature gate is not enabled in kubevirt-config, invalid entry ${field}.${annotations.hookSidecars}`,
      ),
  );
};
