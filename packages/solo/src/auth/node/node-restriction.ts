// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ApiError, Pod } from '@kubevirt-ts/kube';
import type { Admission } from '../../apiserver/admission/admission.ts';
import type { AdmissionAttributes } from '../../apiserver/admission/attributes.ts';
import { forbidden } from '../../apiserver/errors.ts';
import type { Json } from '../../apiserver/kind.ts';
import { nodeOf } from './node-authorizer.ts';

/** Keeps nodes to their own node object, lease and pods, before the admission given. @upstream plugin/pkg/admission/noderestriction */
export function restrictNodes(inner: Admission): Admission {
  return {
    mutate: async (a, object, old) => {
      check(a, object, old);
      return inner.mutate(a, object, old);
    },
    validate: (a, object, old) => inner.validate(a, object, old),
  };
}

function check(a: AdmissionAttributes, object: Json | undefined, old: Json | undefined): void {
  const node = nodeOf(a.user);
  if (!node) return;
  const refuse = (why: string): ApiError => forbidden(a.kind, a.name || object?.metadata?.name || '', why);
  switch (a.kind.collection) {
    case '/nodes':
      checkNode({ a, node, refuse }, object, old);
      return;
    case '/pods':
      checkPod({ a, node, refuse }, object, old);
      return;
    case 'coordination.k8s.io/leases':
      if (a.operation !== 'DELETE' && object?.metadata?.name !== node) {
        throw refuse(`node ${JSON.stringify(node)} is not allowed to ${verbOf(a)} lease of another node`);
      }
      return;
  }
}

interface Asked {
  a: AdmissionAttributes;
  node: string;
  refuse: (why: string) => ApiError;
}

function checkNode({ a, node, refuse }: Asked, object: Json | undefined, old: Json | undefined): void {
  const name = a.name || object?.metadata?.name;
  if (name !== node) {
    throw refuse(`node ${JSON.stringify(node)} is not allowed to modify node ${JSON.stringify(name)}`);
  }
  if (a.operation === 'DELETE') throw refuse(`node ${JSON.stringify(node)} is not allowed to delete node`);
  if (a.operation !== 'UPDATE' || a.subresource) return;
  const taints = (of: Json | undefined) => JSON.stringify((of?.spec as { taints?: unknown })?.taints ?? []);
  if (taints(object) !== taints(old)) {
    throw refuse(`node ${JSON.stringify(node)} is not allowed to modify taints`);
  }
}

function checkPod({ a, node, refuse }: Asked, object: Json | undefined, old: Json | undefined): void {
  const who = `node ${JSON.stringify(node)}`;
  const nodeName = (of: Json | undefined) => (of as Pod | undefined)?.spec?.nodeName;
  if (a.operation === 'CREATE' && a.subresource === '') {
    const isMirror = object?.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;
    if (!isMirror)
      throw refuse(`pod does not have "kubernetes.io/config.mirror" annotation, ${who} can only create mirror pods`);
    if (nodeName(object) !== node) throw refuse(`${who} can only create pods with spec.nodeName set to itself`);
  }
  if (a.operation === 'DELETE' && nodeName(old) !== node) {
    throw refuse(`${who} can only delete pods with spec.nodeName set to itself`);
  }
  if (a.operation === 'UPDATE') {
    if (a.subresource !== 'status') throw refuse(`${who} can only update pod status`);
    if (nodeName(old) !== node)
      throw refuse(`${who} can only update pod status for pods with spec.nodeName set to itself`);
    if (JSON.stringify(object?.metadata?.labels ?? {}) !== JSON.stringify(old?.metadata?.labels ?? {})) {
      throw refuse(`${who} cannot update labels through pod status`);
    }
  }
}

function verbOf(a: AdmissionAttributes): string {
  return a.operation.toLowerCase();
}
