// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

// Optional fields that Kubernetes holds by value: an object always has them, if only as `{}` (a time: as `null`).
const byValue: Readonly<Record<string, readonly string[]>> = {
  'io.k8s.api.admissionregistration.v1.MutatingWebhook': ['clientConfig'],
  'io.k8s.api.admissionregistration.v1.ValidatingWebhook': ['clientConfig'],
  'io.k8s.api.apps.v1.DaemonSetSpec': ['updateStrategy'],
  'io.k8s.api.apps.v1.DeploymentSpec': ['strategy'],
  'io.k8s.api.apps.v1.ReplicaSetSpec': ['template'],
  'io.k8s.api.batch.v1.JobTemplateSpec': ['metadata', 'spec'],
  'io.k8s.api.core.v1.Container': ['resources'],
  'io.k8s.api.core.v1.ContainerStatus': ['state', 'lastState'],
  'io.k8s.api.core.v1.EphemeralContainer': ['resources'],
  'io.k8s.api.core.v1.Event': ['source'],
  'io.k8s.api.core.v1.NodeDaemonEndpoints': ['kubeletEndpoint'],
  'io.k8s.api.core.v1.NodeStatus': ['daemonEndpoints', 'nodeInfo'],
  'io.k8s.api.core.v1.PersistentVolumeClaimSpec': ['resources'],
  'io.k8s.api.core.v1.PersistentVolumeClaimTemplate': ['metadata'],
  'io.k8s.api.core.v1.PodCondition': ['lastProbeTime', 'lastTransitionTime'],
  'io.k8s.api.core.v1.PodTemplateSpec': ['metadata', 'spec'],
  'io.k8s.api.core.v1.ServiceStatus': ['loadBalancer'],
  'io.k8s.api.discovery.v1.Endpoint': ['conditions'],
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus': ['acceptedNames'],
};

const roots = ['metadata', 'spec', 'status'];

/**
 * The fields that every object of a built-in definition has even when its JSON has not, and what they are then: a structure
 * held by value `{}`, a required list or dictionary `null`, a required scalar its zero. So who first writes an image owns
 * `spec.template.spec.containers[…].image`, not also the `spec` it came in.
 */
export function alwaysPresent(schema: Schema, isRoot: boolean): ReadonlyMap<string, unknown> {
  const present = new Map<string, unknown>();
  const { definition, properties = {}, required = [] } = schema;
  if (definition === undefined) return present;
  for (const name of [...(isRoot ? roots : []), ...(byValue[definition] ?? []), ...required]) {
    const field = properties[name];
    if (field) present.set(name, zero(field));
  }
  return present;
}

function zero(schema: Schema): unknown {
  switch (schema.type) {
    case 'object':
      return schema.properties ? {} : null;
    case 'string':
      return schema.format ? null : '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
}
