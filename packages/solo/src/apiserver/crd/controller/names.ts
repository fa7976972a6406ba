// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual } from '@kubevirt-ts/kube';
import { conditionOf } from '../definition/conditions.ts';
import type { Definition, DefinitionCondition, Names } from '../definition/definition.ts';

/** The names a definition gets, and what is to be said of that. */
export interface Naming {
  names: Names;
  namesAccepted: DefinitionCondition;
  established: DefinitionCondition;
}

/** Which of the names a definition asks for it gets: those that no other of its group has. `others` may hold all definitions. */
export function naming(definition: Definition, others: readonly Definition[]): Naming {
  const { group, names: asked } = definition.spec;
  const accepted: Names = definition.status?.acceptedNames ?? { plural: '', kind: '' };
  const taken = others.filter((each) => each.spec.group === group).map((each) => each.status?.acceptedNames);
  const resources = new Set(taken.flatMap((names) => [names?.plural, names?.singular, ...(names?.shortNames ?? [])]));
  const kinds = new Set(taken.flatMap((names) => [names?.kind, names?.listKind]));
  const names: Names = { ...accepted };
  let conflict: { reason: string; message: string } | undefined;
  const claim = (
    field: 'plural' | 'singular' | 'kind' | 'listKind',
    used: ReadonlySet<string | undefined>,
    reason: string,
  ) => {
    const wanted = asked[field];
    if (wanted !== accepted[field] && used.has(wanted)) conflict = { reason, message: inUse(wanted ?? '') };
    else if (wanted !== undefined) names[field] = wanted;
  };
  claim('plural', resources, 'PluralConflict');
  claim('singular', resources, 'SingularConflict');
  const refused = (asked.shortNames ?? []).filter(
    (each) => !accepted.shortNames?.includes(each) && resources.has(each),
  );
  if (isDeepEqual(asked.shortNames, accepted.shortNames)) names.shortNames = accepted.shortNames;
  else if (refused.length) conflict = { reason: 'ShortNamesConflict', message: all(refused.map(inUse)) };
  else names.shortNames = asked.shortNames;
  claim('kind', kinds, 'KindConflict');
  claim('listKind', kinds, 'ListKindConflict');
  names.categories = asked.categories;
  const namesAccepted: DefinitionCondition = conflict
    ? { type: 'NamesAccepted', status: 'False', ...conflict }
    : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  return { names, namesAccepted, established: established(definition, !conflict) };
}

function established(definition: Definition, areAccepted: boolean): DefinitionCondition {
  const before = conditionOf(definition, 'Established');
  if (before?.status === 'True') return before;
  if (areAccepted)
    return {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    };
  return (
    before ?? { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
  );
}

function inUse(name: string): string {
  return `${JSON.stringify(name)} is already in use`;
}

function all(messages: readonly string[]): string {
  const [first = ''] = messages;
  return messages.length === 1 ? first : `[${messages.join(', ')}]`;
}
