// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import type { AdmissionCause } from '@kubevirt-ts/kube';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** What is wrong with the number of replicas and the patches of components. */
export const componentFaults = ({ spec }: KubeVirt): AdmissionCause[] => [
  ...(spec?.infra?.replicas === 0
    ? [{ reason: 'FieldValueInvalid', message: "infra replica count can't be 0", field: 'spec.infra.replicas' }]
    : []),
  ...(spec?.customizeComponents?.patches ?? []).flatMap(({ patch }, index) =>
    isJson(patch)
      ? []
      : [
          {
            reason: 'FieldValueInvalid',
            message: `patch "${patch}" is not valid JSON`,
            field: `spec.customizeComponents.patches[${index}].patch`,
          },
        ],
  ),
];
