// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Namespace } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { invalidEach, invalidValue } from '../validation/causes.ts';
import { isQualifiedName } from '../validation/names.ts';

function typed(object: Json): Namespace {
  return object as unknown as Namespace;
}

const nameLabel = 'kubernetes.io/metadata.name';
const kubernetesFinalizer = 'kubernetes';

/** What is special about namespaces. */
export const namespaceStrategy: Strategy = {
  setDefaults: (object) => {
    labelByName(typed(object));
    const { status } = typed(object);
    if (status) status.phase ||= 'Active';
  },
  prepareForCreate(object) {
    const namespace = typed(object);
    labelByName(namespace);
    namespace.status = { phase: 'Active' };
    const finalizers = namespace.spec?.finalizers ?? [];
    const all = finalizers.includes(kubernetesFinalizer) ? finalizers : [...finalizers, kubernetesFinalizer];
    namespace.spec = { ...namespace.spec, finalizers: all };
  },
  validate: (object) => finalizerCauses(typed(object)),
  validateUpdate: (object) => [...finalizerCauses(typed(object)), ...phaseCauses(typed(object))],
  // Finalizers change through a door of their own only.
  admit(object, { old, request }) {
    if (old && !request.info.subresource) object.spec = old.spec;
  },
  selectableFields: (object) => ({
    'status.phase': typed(object).status?.phase ?? '',
    name: object.metadata?.name ?? '',
  }),
};

// Selectors can name namespaces by it.
function labelByName(namespace: Namespace): void {
  const name = namespace.metadata?.name;
  if (!name) return;
  namespace.metadata = { ...namespace.metadata, labels: { ...namespace.metadata?.labels, [nameLabel]: name } };
}

function phaseCauses({ metadata, status }: Namespace): Cause[] {
  if (metadata?.deletionTimestamp || status?.phase === 'Active') return [];
  const sentence = "may only be 'Active' if `deletionTimestamp` is empty";
  return [invalidValue('status.Phase', status?.phase ?? '', sentence)];
}

function finalizerCauses({ spec }: Namespace) {
  return (spec?.finalizers ?? []).flatMap((name) => {
    const complaints = isQualifiedName(name);
    if (!complaints.length && !name.includes('/') && name !== kubernetesFinalizer && name !== 'orphan') {
      complaints.push('name is neither a standard finalizer name nor is it fully qualified');
    }
    return invalidEach('spec.finalizers', name, complaints);
  });
}
