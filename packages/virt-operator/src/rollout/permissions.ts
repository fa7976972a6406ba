// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { annotations } from '@kubevirt-ts/api';
import type { ClusterRole, ClusterRoleBinding, KubeObject } from '@kubevirt-ts/kube';
import { covers, type PolicyRule } from '@kubevirt-ts/rules/rollout';

type Role = Pick<ClusterRole, 'rules'> & KubeObject;
type Binding = Pick<ClusterRoleBinding, 'subjects' | 'roleRef'> & KubeObject;

const isRole = (object: KubeObject): object is Role => object.kind === 'ClusterRole' || object.kind === 'Role';
const isBinding = (object: KubeObject): object is Binding =>
  object.kind === 'ClusterRoleBinding' || object.kind === 'RoleBinding';

const rulesOf = (role: Role): PolicyRule[] => (role.rules ?? []) as PolicyRule[];

const subjectsOf = (binding: Binding): Set<string> =>
  new Set((binding.subjects ?? []).map(({ kind, namespace, name }) => `${kind}/${namespace ?? ''}/${name}`));

/** Whether writing the desired object over the live one would take a right away from somebody. */
const takesAway = (live: KubeObject | undefined, desired: KubeObject): boolean => {
  if (!live) return false;
  if (isRole(live) && isRole(desired)) return !covers(rulesOf(desired), rulesOf(live));
  if (isBinding(live) && isBinding(desired))
    return [...subjectsOf(live)].some((subject) => !subjectsOf(desired).has(subject));
  return false;
};

const ephemeralName = (name: string, version: string): string =>
  `${name}-${version.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '-')}`.slice(0, 253);

const asEphemeral = <T extends KubeObject>(object: T, live: KubeObject, version: string): T => ({
  ...object,
  metadata: {
    ...object.metadata,
    name: ephemeralName(object.metadata?.name ?? '', version),
    labels: Object.fromEntries(
      Object.entries(object.metadata?.labels ?? {}).filter(([key]) => !key.includes('/aggregate-to-')),
    ),
    annotations: { ...object.metadata?.annotations, [annotations.ephemeralBackupObject]: live.metadata?.uid ?? '' },
  },
});

const bindingKinds: Readonly<Record<string, string>> = { ClusterRole: 'ClusterRoleBinding', Role: 'RoleBinding' };

/** What may be written while programs of another version still run. */
export interface SharedPermissions {
  /** Objects to be written now. */
  desired: KubeObject[];
  /** Objects that keep what the old programs need, and are written last. */
  kept: KubeObject[];
}

/**
 * The permissions for a time in which two versions run. An object whose new form would take a right from the old programs
 * stays as it is, and the new programs get theirs from a second one beside it, which is cleaned up when the first has been
 * rewritten.
 * @differs KubeVirt means to copy the old roles but never does; to write a copy of the old rights the new operator would
 *   have to hold them, here it only writes rights it has
 */
export const sharedPermissions = (
  desired: readonly KubeObject[],
  live: (object: KubeObject) => KubeObject | undefined,
  version: string,
): SharedPermissions => {
  const kept = desired.filter((object) => takesAway(live(object), object));
  const keptRoles = kept.filter(isRole);
  const second = keptRoles.flatMap((role): KubeObject[] => {
    const old = live(role);
    if (!old || !isRole(old) || covers(rulesOf(old), rulesOf(role))) return [];
    const bindings = desired
      .filter(isBinding)
      .filter(
        (binding) =>
          binding.kind === bindingKinds[role.kind ?? ''] &&
          binding.roleRef.kind === role.kind &&
          binding.roleRef.name === role.metadata?.name,
      );
    const copy = asEphemeral(role, old, version);
    return [
      copy,
      ...bindings.map((binding) => ({
        ...asEphemeral(binding, old, version),
        roleRef: { ...binding.roleRef, name: copy.metadata?.name ?? '' },
      })),
    ];
  });
  const secondBindings = kept
    .filter(isBinding)
    .map((binding) => asEphemeral(binding, live(binding) ?? binding, version))
    .filter(
      (binding) =>
        !second.some((other) => other.kind === binding.kind && other.metadata?.name === binding.metadata?.name),
    );
  const without = new Set(kept);
  return { desired: [...desired.filter((object) => !without.has(object)), ...second, ...secondBindings], kept };
};
