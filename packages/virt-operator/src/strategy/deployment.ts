// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import type { KubeVirt } from '@kubevirt-ts/api';

/** Who this operator is: what its own pod was started with. */
export interface OperatorIdentity {
  /** The namespace it runs in and installs into. */
  namespace: string;
  /** The image it runs, which is the image of every program. */
  image: string;
  /** The version that was built into it. */
  version: string;
}

/** What is to be installed: everything of it that reaches a pod goes into the identifier. */
export interface DeploymentConfig {
  namespace: string;
  registry: string;
  version: string;
  image: string;
  imagePullPolicy: string;
  imagePullSecrets: readonly { name?: string }[];
  productName?: string;
  productVersion?: string;
  productComponent: string;
  /** Hex SHA-1 over all of the above. */
  id: string;
}

/** A wish that cannot be fulfilled, and why. */
export interface Refusal {
  reason: string;
  message: string;
  field?: string;
}

const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

/** Splits an image reference into registry, name and what follows the name (`:tag`, `@digest` or nothing). */
export const splitImage = (image: string): { registry: string; name: string; suffix: string } => {
  const match = /^(?:(.*)\/)?([^/:@]+)(:[^/@]+)?(@.+)?$/.exec(image);
  return {
    registry: match?.[1] ?? '',
    name: match?.[2] ?? image,
    suffix: match?.[4] ?? match?.[3] ?? '',
  };
};

/** The version an operator installs: the tag of its image, or what was built in when the image is named by digest or not at all. */
export const ownVersion = (operator: OperatorIdentity): string => {
  const { suffix } = splitImage(operator.image);
  if (suffix.startsWith(':')) return suffix.slice(1);
  return operator.version || 'latest';
};

const validLabel = (text: string | undefined): string | undefined => (text && labelValue.test(text) ? text : undefined);

/**
 * What a KubeVirt object asks this operator to install.
 * @upstream imageRegistry and imageTag override those of the operator's own image
 * @differs what no pod can see (uninstallStrategy, monitoring names, the configuration) stays out of the identifier, so
 *   that changing it restarts nothing
 */
export const deploymentOf = (operator: OperatorIdentity, kubevirt: KubeVirt): DeploymentConfig => {
  const { spec } = kubevirt;
  const own = splitImage(operator.image);
  const registry = spec?.imageRegistry || own.registry;
  const version = spec?.imageTag || ownVersion(operator);
  const suffix = spec?.imageTag ? `:${spec.imageTag}` : own.suffix;
  const facts = {
    namespace: operator.namespace,
    registry,
    version,
    image: `${registry ? `${registry}/` : ''}${own.name}${suffix}`,
    imagePullPolicy: spec?.imagePullPolicy || 'IfNotPresent',
    imagePullSecrets: (spec?.imagePullSecrets ?? []).map(({ name }) => ({ name })),
    productName: validLabel(spec?.productName),
    productVersion: validLabel(spec?.productVersion),
    productComponent: validLabel(spec?.productComponent) ?? 'kubevirt',
  };
  return { ...facts, id: createHash('sha1').update(JSON.stringify(facts)).digest('hex') };
};

/** Why this operator cannot install what is asked for; nothing when it can. */
export const refusalOf = (operator: OperatorIdentity, deployment: DeploymentConfig): Refusal | undefined => {
  const own = ownVersion(operator);
  if (deployment.version === own || deployment.version === operator.version) return undefined;
  return {
    reason: 'UnknownVersion',
    field: 'spec.imageTag',
    message: `this operator has version ${own} and cannot install version ${deployment.version}: apply the operator manifest of ${deployment.version} instead of setting spec.imageTag`,
  };
};
