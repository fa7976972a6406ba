// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';

/** The definition of what is answered to a refusal or a deletion. */
export const statusDefinition = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status';
/** The definition of the scale subresource. */
export const scaleDefinition = 'io.k8s.api.autoscaling.v1.Scale';

/** The name a kind's schema is published under; of a custom kind `com.example.stable.v1.CronTab` for `stable.example.com`. */
export function definitionOf(kind: Kind): string {
  if (!kind.isCustom && kind.schema.definition) return kind.schema.definition;
  return `${kind.group.split('.').reverse().join('.')}.${kind.version}.${kind.kind}`;
}
