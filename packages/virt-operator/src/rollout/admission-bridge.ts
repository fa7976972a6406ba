// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, ValidatingWebhookConfiguration } from '@kubevirt-ts/kube';
import type { DeploymentConfig } from '../strategy/deployment.ts';
import { isStampedFor } from '../strategy/stamp.ts';

type Configuration = Pick<ValidatingWebhookConfiguration, 'webhooks'> & KubeObject;

const isConfiguration = (object: KubeObject): object is Configuration => 'webhooks' in object;

/**
 * A webhook configuration for a time in which two versions of virt-api serve it: the hooks both have, asked about what the
 * old one knows, with the authorities of now. A hook the old one does not serve would refuse everything.
 */
export const bridged = (
  desired: KubeObject,
  live: KubeObject | undefined,
  deployment: DeploymentConfig,
): KubeObject => {
  if (!live || isStampedFor(live, deployment) || !isConfiguration(desired) || !isConfiguration(live)) return desired;
  const webhooks = (live.webhooks ?? []).flatMap((old) => {
    const next = desired.webhooks?.find(
      ({ name, clientConfig }) => name === old.name && clientConfig.service?.path === old.clientConfig.service?.path,
    );
    return next ? [{ ...next, rules: old.rules }] : [];
  });
  return {
    ...desired,
    metadata: { ...desired.metadata, annotations: { ...desired.metadata?.annotations, ...live.metadata?.annotations } },
    webhooks,
  } as KubeObject;
};
