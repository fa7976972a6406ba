// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import type { AdmissionCause } from '@kubevirt-ts/kube';
import { rotationOf } from '../certificates/rotation.ts';

const path = 'spec.certificateRotateStrategy.selfSigned';

const fault = (message: string, field: string): AdmissionCause => ({ reason: 'FieldValueInvalid', message, field });

/** What is wrong with the lifetimes of certificates. */
export const certificateFaults = (kubevirt: KubeVirt): AdmissionCause[] => {
  const set = kubevirt.spec?.certificateRotateStrategy?.selfSigned;
  if (!set) return [];
  const deprecated = set.caRotateInterval || set.certRotateInterval || set.caOverlapInterval;
  if (deprecated && (set.ca || set.server)) {
    return [
      fault(
        'caRotateInterval, certRotateInterval and caOverlapInterval are deprecated and conflict with CertConfig defined rotation parameters',
        path,
      ),
    ];
  }
  const { authority, server } = rotationOf(kubevirt);
  const compared = (shorter: string, longer: string): string => `(${path}.${shorter} < ${path}.${longer})`;
  return [
    ...(authority.renewBeforeMs > authority.durationMs
      ? [
          fault(
            `CA RenewBefore cannot exceed Duration ${compared('ca.duration', 'ca.renewBefore')}`,
            `${path}.ca.renewBefore`,
          ),
        ]
      : []),
    ...(server.renewBeforeMs > server.durationMs
      ? [
          fault(
            `Cert RenewBefore cannot exceed Duration ${compared('server.duration', 'server.renewBefore')}`,
            `${path}.server.renewBefore`,
          ),
        ]
      : []),
    ...(server.durationMs > authority.durationMs
      ? [
          fault(
            `Certificate duration cannot exceed CA ${compared('ca.duration', 'server.duration')}`,
            `${path}.server.duration`,
          ),
        ]
      : []),
  ];
};
