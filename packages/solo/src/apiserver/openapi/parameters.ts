// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What a request can be given in its query or path. */
export interface Parameter {
  type: 'string' | 'integer' | 'boolean';
  description: string;
}

/** The parameters that operations take, by name. */
export const parameters = {
  allowWatchBookmarks: { type: 'boolean', description: 'Whether a watch is sent events of type BOOKMARK.' },
  continue: { type: 'string', description: 'Where to go on, as an earlier answer with a limit said it.' },
  dryRun: { type: 'string', description: 'With `All`, everything is done but nothing is stored.' },
  fieldManager: { type: 'string', description: 'Who is making these changes; required for apply requests.' },
  fieldSelector: { type: 'string', description: 'Restricts the objects by their fields.' },
  fieldValidation: {
    type: 'string',
    description:
      'What becomes of unknown and duplicate fields: `Ignore` drops them, `Warn` drops them with a warning, `Strict` refuses the request.',
  },
  force: { type: 'boolean', description: 'Takes over fields that others own; only for apply requests.' },
  gracePeriodSeconds: { type: 'integer', description: 'Seconds until the object is gone; 0 is at once.' },
  labelSelector: { type: 'string', description: 'Restricts the objects by their labels.' },
  limit: { type: 'integer', description: 'The most objects of one answer.' },
  name: { type: 'string', description: 'The name of the object.' },
  namespace: { type: 'string', description: 'The namespace of the object.' },
  orphanDependents: { type: 'boolean', description: 'Deprecated: use propagationPolicy.' },
  pretty: { type: 'string', description: "If 'true', the answer is indented." },
  propagationPolicy: {
    type: 'string',
    description: 'What becomes of dependents: `Orphan`, `Background` or `Foreground`.',
  },
  resourceVersion: { type: 'string', description: 'The version that the answer must at least, or exactly, be of.' },
  resourceVersionMatch: { type: 'string', description: 'How resourceVersion is meant: `Exact` or `NotOlderThan`.' },
  sendInitialEvents: { type: 'boolean', description: 'Whether a watch begins with all objects there are.' },
  timeoutSeconds: { type: 'integer', description: 'When the call ends at the latest.' },
  watch: { type: 'boolean', description: 'Whether changes are answered as they come, instead of a list.' },
} as const satisfies Readonly<Record<string, Parameter>>;

/** The name of a parameter. */
export type ParameterName = keyof typeof parameters;

const writing = ['dryRun', 'fieldManager', 'fieldValidation'] as const;
const deleting = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'] as const;
const listing = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
] as const;

/** What a verb takes in its query. */
export function parametersOf(verb: string): readonly ParameterName[] {
  switch (verb) {
    case 'list':
      return listing;
    case 'deletecollection':
      return [...new Set([...listing.filter((name) => name !== 'watch'), ...deleting])];
    case 'create':
    case 'update':
      return writing;
    case 'patch':
      return [...writing, 'force'];
    case 'delete':
      return deleting;
    default:
      return [];
  }
}
