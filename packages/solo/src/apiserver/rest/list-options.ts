// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest, invalid } from '../errors.ts';
import type { Cause } from '../kind.ts';
import { forbiddenField, notSupported } from '../kinds/validation/causes.ts';
import { isWatch } from '../request-info.ts';

/** What a list or a watch asks for besides its selectors. */
export interface ListOptions {
  /** 0: no limit. */
  limit: number;
  continueToken: string;
  resourceVersion: string;
  match: '' | 'Exact' | 'NotOlderThan';
  isWatch: boolean;
  takesBookmarks: boolean;
  sendInitialEvents: boolean | undefined;
  timeoutSeconds: number | undefined;
}

/** Reads and checks the query of a list or a watch. @throws ApiError 400, 422 */
export function listOptions(query: URLSearchParams, forcesWatch = false): ListOptions {
  const options: ListOptions = {
    limit: Math.max(0, integer(query, 'limit') ?? 0),
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    match: (query.get('resourceVersionMatch') ?? '') as ListOptions['match'],
    isWatch: forcesWatch || isWatch(query),
    takesBookmarks: flag(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: flag(query, 'sendInitialEvents'),
    timeoutSeconds: integer(query, 'timeoutSeconds'),
  };
  const causes = options.isWatch ? watchCauses(options) : listCauses(options);
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes);
  return options;
}

/** The number a resourceVersion is. @throws ApiError 400 */
export function revisionOf(resourceVersion: string): number {
  if (/^\d+$/.test(resourceVersion)) return Number(resourceVersion);
  const value = JSON.stringify(resourceVersion);
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${value}: strconv.ParseUint: parsing ${value}: invalid syntax`,
  );
}

const match = 'resourceVersionMatch';

function listCauses(o: ListOptions): Cause[] {
  const causes: Cause[] = [];
  if (o.match) {
    if (!o.resourceVersion) {
      causes.push(forbiddenField(match, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    }
    if (o.continueToken) {
      causes.push(forbiddenField(match, 'resourceVersionMatch is forbidden when continue is provided'));
    }
    if (!['Exact', 'NotOlderThan'].includes(o.match)) {
      causes.push(notSupported(match, o.match, ['Exact', 'NotOlderThan', '']));
    }
    if (o.match === 'Exact' && o.resourceVersion === '0') {
      causes.push(forbiddenField(match, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (o.sendInitialEvents !== undefined) {
    causes.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return causes;
}

function watchCauses(o: ListOptions): Cause[] {
  const causes: Cause[] = [];
  if (o.sendInitialEvents !== undefined && o.match !== 'NotOlderThan') {
    causes.push(forbiddenField(match, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (!o.match) return causes;
  if (o.sendInitialEvents === undefined) {
    const why = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
    causes.push(forbiddenField(match, why));
  }
  if (o.match !== 'NotOlderThan') causes.push(notSupported(match, o.match, ['NotOlderThan']));
  if (o.continueToken) {
    causes.push(forbiddenField(match, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  return causes;
}

/** A whole number of a query. @throws ApiError 400 */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (/^[-+]?\d+$/.test(value)) return Number(value);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
}

function flag(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  return !['false', '0', 'f', 'F', 'False', 'FALSE'].includes(value);
}
