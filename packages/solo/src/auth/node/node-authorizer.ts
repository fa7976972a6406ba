// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { User } from '../../apiserver/request.ts';
import type { Attributes, Authorizer, Decision } from '../authorizer.ts';
import { componentRoles } from '../rbac/bootstrap/component-roles.ts';
import { isAllowedBy } from '../rbac/rules.ts';
import type { NodeGraph, Referenced } from './node-graph.ts';

const prefix = 'system:node:';
const no = (reason: string): Decision => ({ allowed: false, reason });
const yes: Decision = { allowed: true, reason: '' };
const readable: ReadonlySet<string> = new Set(['secrets', 'configmaps', 'persistentvolumeclaims', 'serviceaccounts']);

/** The name of the node that a user is; undefined for everybody else. */
export function nodeOf(user: User): string | undefined {
  if (!user.groups.includes('system:nodes') || !user.name.startsWith(prefix)) return undefined;
  return user.name.slice(prefix.length) || undefined;
}

/** Lets nodes read what their pods refer to, and do what every node must. @upstream plugin/pkg/auth/authorizer/node */
export function nodeAuthorizer(graph: NodeGraph): Authorizer {
  const rules = componentRoles.find(({ name }) => name === 'system:node')?.rules ?? [];
  return {
    authorize(a) {
      const node = nodeOf(a.user);
      if (!node) return no(a.user.groups.includes('system:nodes') ? 'unknown node' : '');
      if (a.isResource && a.group === '') {
        if (readable.has(a.resource) && a.subresource === '') return read(graph, node, a);
        if (a.resource === 'serviceaccounts' && a.subresource === 'token') return createToken(graph, node, a);
        if (a.resource === 'persistentvolumes' && a.subresource === '') return readVolume(graph, node, a);
      }
      if (a.isResource && a.group === 'coordination.k8s.io' && a.resource === 'leases') return lease(node, a);
      return rules.some((rule) => isAllowedBy(rule, a)) ? yes : no('');
    },
  };
}

/** Only single objects, by name, and only those of pods on the node. */
function read(graph: NodeGraph, node: string, a: Attributes): Decision {
  if (!['get', 'list', 'watch'].includes(a.verb) || (a.resource === 'serviceaccounts' && a.verb !== 'get')) {
    return no('can only read resources of this type');
  }
  if (!a.name || !a.namespace) return no('No Object name found');
  if (graph.isReferred(node, a.resource as Referenced, a.namespace, a.name)) return yes;
  return no(`no relationship found between node '${node}' and this object`);
}

function createToken(graph: NodeGraph, node: string, a: Attributes): Decision {
  if (a.verb !== 'create' || !a.name) return no('can only create tokens for individual service accounts');
  if (graph.isReferred(node, 'serviceaccounts', a.namespace, a.name)) return yes;
  return no(`no relationship found between node '${node}' and this object`);
}

function readVolume(graph: NodeGraph, node: string, a: Attributes): Decision {
  if (a.verb !== 'get') return no('can only get individual resources of this type');
  if (graph.isVolumeOf(node, a.name)) return yes;
  return no(`no relationship found between node '${node}' and this object`);
}

function lease(node: string, a: Attributes): Decision {
  if (!['get', 'create', 'update', 'patch', 'delete'].includes(a.verb)) {
    return no('can only get, create, update, patch, or delete a node lease');
  }
  if (a.namespace !== 'kube-node-lease') return no('can only access leases in the "kube-node-lease" system namespace');
  if (a.verb !== 'create' && a.name !== node)
    return no('can only access node lease with the same name as the requesting node');
  return yes;
}
