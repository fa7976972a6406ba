// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { entry, invalidValue, notSupported, required } from '../crd/structural/causes.ts';
import type { Cause } from '../kind.ts';
import type { Rule } from './configurations.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];

/** What is wrong with what a webhook says it is for. */
export function ruleCauses(rule: Rule, path: string): Cause[] {
  const causes = listCauses(rule.operations, `${path}.operations`, 'operations');
  for (const [index, operation] of (rule.operations ?? []).entries())
    if (!operations.includes(operation))
      causes.push(notSupported(entry(`${path}.operations`, index), operation, operations));
  causes.push(...listCauses(rule.apiGroups, `${path}.apiGroups`, 'API groups'));
  causes.push(...listCauses(rule.apiVersions, `${path}.apiVersions`, 'API versions'));
  for (const [index, version] of (rule.apiVersions ?? []).entries())
    if (version === '') causes.push(required(entry(`${path}.apiVersions`, index)));
  causes.push(...resourceCauses(rule.resources ?? [], `${path}.resources`));
  if (rule.scope !== undefined && !scopes.includes(rule.scope))
    causes.push(notSupported(`${path}.scope`, rule.scope, scopes));
  return causes;
}

function listCauses(items: readonly string[] | undefined, path: string, what: string): Cause[] {
  if (!items?.length) return [required(path)];
  if (items.length === 1 || !items.includes('*')) return [];
  return [invalidValue(path, items, `if '*' is present, must not specify other ${what}`)];
}

function resourceCauses(resources: readonly string[], path: string): Cause[] {
  if (!resources.length) return [required(path)];
  const causes: Cause[] = [];
  const withAllSubresources = new Set<string>();
  const ofAll = new Set<string>();
  for (const [index, text] of resources.entries()) {
    const at = entry(path, index);
    if (text === '') causes.push(required(at));
    else if (text === '*/*' && resources.length > 1)
      causes.push(invalidValue(path, resources, "if '*/*' is present, must not specify other resources"));
    if (!text.includes('/')) continue;
    const [resource = '', subresource = ''] = text.split(/\/(.*)/s);
    if (ofAll.has(subresource))
      causes.push(invalidValue(at, text, `if '*/${subresource}' is present, must not specify ${text}`));
    if (withAllSubresources.has(resource))
      causes.push(invalidValue(at, text, `if '${resource}/*' is present, must not specify ${text}`));
    if (resource === '*') ofAll.add(subresource);
    if (subresource === '*') withAllSubresources.add(resource);
  }
  if (resources.length > 1 && resources.includes('*') && resources.some((text) => text !== '*' && !text.includes('/')))
    causes.push(
      invalidValue(path, resources, "if '*' is present, must not specify other resources without subresources"),
    );
  return causes;
}
