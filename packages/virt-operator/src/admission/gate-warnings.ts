// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import type { KubeVirt } from '@kubevirt-ts/api';
import { gateStage } from '@kubevirt-ts/rules/config';

const gatesOf = (kubevirt: KubeVirt | undefined): readonly string[] =>
  kubevirt?.spec?.configuration?.developerConfiguration?.featureGates ?? [];

const warningOf = (gate: string): string[] => {
  const stage = gateStage(gate);
  if (stage === 'General Availability') {
    return [
      `feature gate ${gate} is deprecated (feature state is "General Availability"), therefore it can be safely removed and is redundant.`,
    ];
  }
  if (stage === 'Deprecated' || stage === 'Discontinued') {
    return [`feature gate ${gate} is deprecated (feature state is "${stage}")`];
  }
  return stage === undefined ? [`feature gate ${gate} is not known and has no effect`] : [];
};

/** What to say about feature gates that were just listed. */
export const gateWarnings = (kubevirt: KubeVirt, old: KubeVirt | undefined): string[] =>
  isDeepStrictEqual(gatesOf(kubevirt), gatesOf(old)) ? [] : gatesOf(kubevirt).flatMap(warningOf);
